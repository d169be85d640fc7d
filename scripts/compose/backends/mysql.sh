#!/bin/sh
# What the published image of MySQL does before it starts the server, for MariaDB: an empty database, and a root
# without a password that may log in from everywhere.
set -eu
data=/var/lib/mysql-demo
install -d -o mysql -g mysql "$data" /run/mysqld
mariadb-install-db --user=mysql --datadir="$data" --auth-root-authentication-method=normal > /dev/null
cat > /tmp/init.sql <<SQL
CREATE DATABASE IF NOT EXISTS $MYSQL_DATABASE;
CREATE USER IF NOT EXISTS root@'%';
GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;
SQL
exec mariadbd --user=mysql --datadir="$data" --bind-address=0.0.0.0 --init-file=/tmp/init.sql --performance-schema=ON
