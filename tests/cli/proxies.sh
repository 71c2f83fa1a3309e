#!/bin/sh
# proxies.sh -- the examples of docs/serving.md for nginx and Caddy do what is said of them.
#
# The examples themselves are run: only names, addresses and paths of theirs are replaced by
# those of this test. Skipped where nginx or caddy is not installed.
set -u
. "$(dirname "$0")/tap.sh"

"$dateline" ingest -q -s store "$newsroom/meridian" 2> err ||
    { result no "a store is made" "$(cat err)" && finish && exit; }
echo "a-word-that-nobody-guesses" > token
chmod 600 token
"$dateline" serve -q -s store --socket "$work/socket" --host news.example > served 2>&1 &
started=$!
waited=0
while [ ! -S socket ] && [ $waited -lt 50 ]; do
    sleep 0.1
    waited=$((waited + 1))
done
result "$([ -S socket ] && echo ok)" "the server listens on a socket" "$(cat served)"

# example NAME: the block of docs/serving.md that begins behind the line "NAME:".
example() {
    awk -v name="$1:" '$0 == name { found = 1 } found && /^```/ { if (inside) exit; inside = 1; next }
        inside' "$root/docs/serving.md"
}

# behind NAME URL: what one gets through the proxy.
behind() {
    proxy=$1 url=$2
    waited=0
    until curl -sk -o out "$url/" 2> err || [ $waited -ge 50 ]; do
        sleep 0.1
        waited=$((waited + 1))
    done
    is "$proxy: nobody without a password" 0 401 \
        curl -sk -o body -w '%{http_code}' "$url/v1/digest"
    is "$proxy: the store, with one" 0 200 \
        curl -sk -u newsroom:newsroom -o body -w '%{http_code}' "$url/v1/digest"
    is "$proxy: an answer as the server gave it" 0 '"items":' cat body
    is "$proxy: the policy of the page comes through" 0 "require-trusted-types-for" \
        curl -sk -u newsroom:newsroom -D - -o body "$url/"
    is "$proxy: a saved page is a download" 0 "Content-Security-Policy: default-src 'none'" \
        curl -sk -u newsroom:newsroom -D - -o body "$url/v1/items"
    is "$proxy: nothing can be added" 0 40 \
        curl -sk -u newsroom:newsroom -o body -w '%{http_code}' -H 'Dateline-Request: add' \
        --data-binary 'A page.' -H 'Content-Type: application/octet-stream' "$url/v1/add?url=https://a.example/"
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

if ! command -v nginx > /dev/null; then
    skip "nginx" "there is no nginx"
else
    port=$(free_port)
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=news.example -keyout key.pem \
        -out cert.pem 2> err
    echo "newsroom:$(openssl passwd -apr1 newsroom)" > passwords
    {
        echo "daemon off; pid $work/nginx.pid; error_log $work/nginx.log; events {}"
        [ "$(id -u)" -ne 0 ] || echo "user root;"
        echo "http { access_log off;"
        for kind in client_body proxy fastcgi uwsgi scgi; do
            echo "${kind}_temp_path $work/temp;"
        done
        example nginx | sed -e "s#listen 443 ssl#listen 127.0.0.1:$port ssl#" \
            -e "s#/etc/ssl/news.example#$work/news#; s#/etc/nginx/newsroom#$work/passwords#" \
            -e "s#/run/dateline/socket#$work/socket#" -e "s#$work/news.pem#$work/cert.pem#" \
            -e "s#$work/news.key#$work/key.pem#"
        echo "}"
    } > nginx.conf
    nginx -p "$work" -c "$work/nginx.conf" > nginx.out 2>&1 &
    started="$started $!"
    behind nginx "https://127.0.0.1:$port"
    [ "$failed" = 0 ] || cat nginx.out nginx.log | sed 's/^/#   /'
fi

if ! command -v caddy > /dev/null; then
    skip "Caddy" "there is no caddy"
else
    port=$(free_port)
    hash=$(perl -e 'print crypt("newsroom", q($2a$04$abcdefghijklmnopqrstuu))') # a cheap one
    {
        printf '{\n\tadmin off\n\tauto_https off\n}\n'
        example Caddy | sed -e "s#^news.example {#http://127.0.0.1:$port {#" \
            -e "s#/run/dateline/socket#$work/socket#"
    } | awk -v hash="$hash" '{ at = index($0, "$2a$14$..."); if (at) $0 = substr($0, 1, at - 1) hash; print }' > Caddyfile
    HOME=$work caddy run --config "$work/Caddyfile" --adapter caddyfile > caddy.out 2>&1 &
    started="$started $!"
    behind Caddy "http://127.0.0.1:$port"
    [ "$failed" = 0 ] || sed 's/^/#   /' caddy.out
fi
finish
