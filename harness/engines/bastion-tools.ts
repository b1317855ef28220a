/**
 * Commands that the bastion of every engine has: what `bastionPackages` and the base system bring, and Node. A test compares them with
 * real bastions; stand-ins are not among them.
 */
export const bastionTools: ReadonlySet<string> = new Set(
  `
  [ add-shell addgroup addpart adduser agetty arch arp arpd arptables-nft arptables-nft-restore arptables-nft-save awk b2sum base32 base64
  basename basenc bash bashbug blkdiscard blkid blkzone blockdev bridge bunzip2 bzcat bzcmp bzdiff bzegrep bzexe bzfgrep bzgrep bzip2
  bzip2recover bzless bzmore c_rehash capsh captoinfo cat chage chcon chcpu chfn chgpasswd chmem chmod choom chpasswd chroot
  chrt chsh cksum clear clear_console clusterdb cmp comm corelist cp cpan cpan5.36-x86_64-linux-gnu cpgr cppw createdb createlang
  createuser csplit ctrlaltdel ctstat curl cut dash date dcb dd deb-systemd-helper deb-systemd-invoke debconf debconf-apt-progress
  debconf-communicate debconf-copydb debconf-escape debconf-set-selections debconf-show delgroup delpart deluser devlink df diff diff3 dir
  dircolors dirname dmesg dnsdomainname domainname dpkg dpkg-deb dpkg-divert dpkg-fsys-usrunmess dpkg-maintscript-helper dpkg-preconfigure
  dpkg-query dpkg-realpath dpkg-reconfigure dpkg-split dpkg-statoverride dpkg-trigger dropdb droplang dropuser du ebtables-nft
  ebtables-nft-restore ebtables-nft-save ebtables-translate echo egrep enc2xs encguess env expand expiry expr factor faillock fallocate
  false fgrep filan file fincore find findfs findmnt findrule flock fmt fold free fsck fsck.cramfs fsck.minix fsfreeze fstab-decode fstrim
  fuser genl getcap getconf getent getopt getpcaps getty git git-receive-pack git-shell git-upload-archive git-upload-pack gpasswd grep
  groupadd groupdel groupmems groupmod groups grpck grpconv grpunconv gunzip gzexe gzip h2ph h2xs hardlink head hostid hostname hwclock
  i386 iconv iconvconfig id ifconfig infocmp infotocap install installkernel instmodsh invoke-rc.d ionice ip ip6tables ip6tables-apply
  ip6tables-legacy ip6tables-legacy-restore ip6tables-legacy-save ip6tables-nft ip6tables-nft-restore ip6tables-nft-save
  ip6tables-restore-translate ip6tables-translate ipcmk ipcrm ipcs ipmaddr iptables iptables-apply iptables-legacy iptables-legacy-restore
  iptables-legacy-save iptables-nft iptables-nft-restore iptables-nft-save iptables-restore-translate iptables-translate iptables-xml
  iptunnel ischroot isosize join jq json_pp kill killall killall5 last lastb ld.so ldattach ldconfig ldd less lessecho lessfile lesskey
  lesspipe libnetcfg link linux32 linux64 ln lnstat locale localedef logname losetup ls lsblk lscpu lsfd lsipc lsirq lslocks lslogins
  lsmem lsns lsof lzmainfo mawk mcookie md5sum md5sum.textutils mesg mii-tool mkdir mkfifo mkfs mkfs.bfs mkfs.cramfs mkfs.minix
  mkhomedir_helper mknod mkswap mktemp more mountpoint mv namei nameif nc nc.openbsd netstat newusers nfnl_osf nice nisdomainname nl
  node nohup nproc nsenter nstat numfmt od openssl pager pam_namespace_helper pam_timestamp_check partx passwd paste pathchk peekfd perl
  perl5.36-x86_64-linux-gnu perl5.36.0 perlbug perldoc perlivp perlthanks pg_basebackup pg_dump pg_dumpall pg_isready pg_receivewal
  pg_receivexlog pg_recvlogical pg_restore pgbench pgrep piconv pidof pidwait ping ping4 ping6 pinky pivot_root pkill pl2pm pldd
  plipconfig pmap pod2html pod2man pod2text pod2usage podchecker pr printenv printf prlimit procan prove prtstat ps pslog psql pstree
  pstree.x11 ptar ptardiff ptargrep ptx pwck pwconv pwd pwdx pwhistory_helper pwunconv rarp rbash rdma readlink readprofile realpath
  redis-benchmark redis-check-aof redis-check-rdb redis-cli redis-server reindexdb remove-shell rename.ul reset resizepart rev rgrep rm
  rmdir rmt-tar route routel rtacct rtcwake rtmon rtstat run-parts runcon runuser savelog scalar sdiff sed select-editor sensible-browser
  sensible-editor sensible-pager seq service setarch setcap setpriv setsid setterm sh sha1sum sha224sum sha256sum sha384sum sha512sum
  shadowconfig shasum shred shuf skill slabtop slattach sleep snice socat sort splain split sqlite3 ss start-stop-daemon stat stdbuf
  streamzip stty su sulogin sum swaplabel swapoff swapon switch_root sync sysctl tabs tac tail tar tarcat taskset tc tee tempfile test tic
  timeout tini tini-static tipc tload toe top touch tput tr true truncate tset tsort tty tzselect uclampset umount uname uncompress
  unexpand uniq unix_chkpwd unix_update unlink unshare unxz update-alternatives update-ca-certificates update-rc.d update-shells uptime
  useradd userdel usermod users utmpdump vacuumdb vacuumlo vdir vdpa vigr vipw vmstat w watch wc wdctl whereis which which.debianutils who
  whoami wipefs x86_64 xargs xsubpp xtables-legacy-multi xtables-monitor xtables-nft-multi xz xzcat xzcmp xzdiff xzegrep xzfgrep xzgrep
  xzless xzmore yes ypdomainname zcat zcmp zdiff zdump zegrep zfgrep zforce zgrep zic zipdetails zless zmore znew zramctl
`
    .trim()
    .split(/\s+/),
);
