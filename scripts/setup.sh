# What the machine must have, and how it is got: apt where there is apt, one sentence where there is none.

say() { printf '%s\n' "$*" >&2; }

# One sentence, status 1: refused, nothing was changed.
refuse() { say "$@"; exit 1; }

# Wrong usage, status 2.
misused() { say "$@"; exit 2; }

is_help() {
    local word
    for word in "$@"; do
        case "$word" in -h|--help|-\?) return 0 ;; esac
    done
    return 1
}

refuse_anothers_home() {
    local folder
    for folder in "$FORESTCARBON_HOME" "$ROOT/.local"; do
        if [ -e "$folder" ] && [ ! -O "$folder" ]; then
            refuse "目录 $folder 是用户 $(stat -c %U "$folder") 建立的：请用该用户运行，或另取一份程序并用 FORESTCARBON_HOME 指到自己的目录。"
        fi
    done
}

has() { command -v "$1" >/dev/null 2>&1; }

has_postgis() {
    local bin share
    for bin in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin $(pg_config --bindir 2>/dev/null || true); do
        [ -x "$bin/initdb" ] || continue
        share="$(dirname "$bin")"
        for share in "/usr/share/postgresql/$(basename "$share")" "$share/share" "$share/share/postgresql" $(pg_config --sharedir 2>/dev/null || true); do
            [ ! -e "$share/extension/postgis.control" ] || return 0
        done
    done
    return 1
}

has_chromium() { [ -n "$(chromium_path)" ]; }

chromium_path() {
    local name
    if [ -n "${FORESTCARBON_CHROMIUM:-}" ]; then
        printf '%s\n' "$FORESTCARBON_CHROMIUM"
        return
    fi
    for name in chromium google-chrome google-chrome-stable chromium-browser; do
        # Ubuntu's chromium-browser only calls snap, which a container has not.
        if has "$name" && ! grep -qs 'snap install' "$(command -v "$name")"; then
            command -v "$name"
            return
        fi
    done
}

has_cjk_font() { has fc-list && [ -n "$(fc-list :lang=zh-cn file 2>/dev/null | head -n 1)" ]; }

need_database() {
    [ -z "${FORESTCARBON_DB:-}" ] || return 0
    has_postgis || install_packages "PostgreSQL 与 PostGIS" "，或用 FORESTCARBON_DB 指定一个现成的数据库" postgresql postgresql-postgis
}

need_npm() { has npm || install_packages "npm" "" npm; }

need_browser() {
    has_cjk_font || install_packages "中文字体" "" fontconfig fonts-noto-cjk
    if ! has_chromium; then
        apt_has chromium || return 0 # Ubuntu has it as a snap only; the test project fetches its own, see test.sh
        install_packages "Chromium" "，或用 FORESTCARBON_CHROMIUM 指明浏览器" chromium
    fi
}

# The feature service is read with GDAL in tests.
need_gdal() { has ogrinfo || { ! apt_has gdal-bin || install_packages "GDAL（测试用）" "" gdal-bin; }; }

apt_has() { has apt-cache && apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [0-9]' && ! apt-cache policy "$1" | grep -q 'Candidate:.*snap'; }

# install_packages WHAT OTHERWISE PACKAGE…
install_packages() {
    local what="$1" otherwise="$2" log="$ROOT/.local/apt.log"
    local -a as_root=()
    shift 2
    has apt-get || refuse "缺少 $what，这台机器没有 apt：请自行安装（$*）$otherwise。"
    if [ "$(id -u)" -ne 0 ]; then
        has sudo || refuse "缺少 $what，安装需要 root 权限：请让管理员执行 apt-get install $*$otherwise。"
        as_root=(sudo)
        [ -t 0 ] || as_root=(sudo -n)
    fi
    say "正在用 apt 安装 $what …"
    mkdir -p "$ROOT/.local"
    apt_get() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 "$@" >>"$log" 2>&1 </dev/null; }
    apt_get update || true # an unreachable extra source need not stop us; the install says what is missing
    case " $* " in *" postgresql "*) no_cluster_of_debian "${as_root[@]}" ;; esac
    apt_get install -y --no-install-recommends "$@" \
        || refuse "安装 $what 没有成功，详情在 $log：请检查网络与软件源，或自行执行 apt-get install $*$otherwise。"
    hash -r
}

# Debian's package would start a server of its own on port 5432. Only set where PostgreSQL was never installed.
no_cluster_of_debian() {
    [ ! -e /etc/postgresql-common/createcluster.conf ] || return 0
    apt_get install -y --no-install-recommends postgresql-common || return 0
    "$@" sh -c 'sed -i "s/^#\?create_main_cluster.*/create_main_cluster = false/" /etc/postgresql-common/createcluster.conf' || true
}
