#!/bin/sh
# /usr/local/bin/xingfu: the command with the settings of the service, and as its user.
# Without them it would make a second database in the home of whoever calls it.
set -eu
set -a
. /etc/xingfu/xingfu.env
HOME=/var/lib/xingfu XINGFU_DATA_HOME=/var/lib/xingfu XINGFU_CATALOGS_HOME=/var/lib/xingfu/catalogs
XINGFU_CACHE=/var/cache/xingfu
set +a
exec runuser -u xingfu -- /opt/xingfu/.venv/bin/xingfu "$@"
