#!/bin/bash
# Starts Slurm with two nodes on this machine, to try a sweep. As root, on Debian:
#
#   apt-get install -y --no-install-recommends slurm-wlm munge
#   specs/engines/slurm-here.sh start /tmp/slurm
#   specs/engines/slurm-here.sh stop /tmp/slurm
set -euo pipefail
case "${1:-} ${2:-}" in
  start\ /* | stop\ /*) verb=$1 dir=$2 ;;
  *)
    echo "type: $0 start /DIR, or $0 stop /DIR, with the absolute path of a folder for Slurm's files" >&2
    exit 2
    ;;
esac
if [ "$verb" = stop ]; then
  for pid in "$dir"/*.pid; do kill "$(cat "$pid")" 2>/dev/null || true; done
  exit
fi
if [ "$(id -u)" != 0 ] || ! command -v slurmctld slurmd munged >/dev/null; then
  echo "Slurm's daemons need root and the packages: apt-get install slurm-wlm munge" >&2
  exit 1
fi
if [ -e "$dir/slurm.conf" ]; then
  echo "$dir must be a new folder: found another cluster in it; type: $0 stop $dir, and remove $dir" >&2
  exit 1
fi
mkdir -p "$dir/state" "$dir/n1" "$dir/n2"
chmod 755 "$dir" # munged runs as another user
if ! runuser -u munge -- test -x "$dir"; then
  echo "the user munge must be able to enter $dir: choose a folder in a folder that all users can enter, such as /tmp/slurm" >&2
  exit 1
fi
port=$((20000 + RANDOM % 10000))
cat >"$dir/slurm.conf" <<EOF
ClusterName=here
SlurmctldHost=$(hostname)(127.0.0.1)
SlurmctldPort=$port
AuthType=auth/munge
AuthInfo=socket=$dir/munge.socket
CredType=cred/munge
SlurmUser=root
StateSaveLocation=$dir/state
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd-%n.pid
SlurmdSpoolDir=$dir/%n
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdTimeout=10
ReturnToService=2
MpiDefault=none
NodeName=n1 NodeHostname=$(hostname) NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=1
NodeName=n2 NodeHostname=$(hostname) NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=1
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
EOF
export SLURM_CONF=$dir/slurm.conf
head -c 128 /dev/urandom >"$dir/munge.key"
chown -R munge "$dir/munge.key" && chmod 400 "$dir/munge.key"
mkdir -p "$dir/munge" && chown munge "$dir/munge"
ln -sf "$dir/munge/munge.socket" "$dir/munge.socket"
runuser -u munge -- munged --key-file="$dir/munge.key" --socket="$dir/munge/munge.socket" \
  --pid-file="$dir/munge/munged.pid" --log-file="$dir/munge/munged.log" \
  --seed-file="$dir/munge/munged.seed" --force
ln -sf "$dir/munge/munged.pid" "$dir/munged.pid"
slurmctld
slurmd -N n1
slurmd -N n2
for _ in $(seq 50); do
  if [ "$(sinfo -h -t idle -o %D 2>/dev/null)" = 2 ]; then
    echo "export SLURM_CONF=$SLURM_CONF"
    exit
  fi
  sleep 0.2
done
sinfo
exit 1
