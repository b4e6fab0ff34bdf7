# What the machine must have, and how it is got: apt where there is apt, one sentence where there is none.

say() { printf '%s\n' "$*" >&2; }

# One sentence, status 1: refused, nothing was changed.
refuse() { say "$@"; say_in_json refused "$@"; exit 1; }

# Wrong usage, status 2.
misused() { say "$@"; say_in_json usage "$@"; exit 2; }

# Where the command was asked for JSON its one document is the refusal, whoever refuses.
say_in_json() {
    [ -n "${IN_JSON:-}" ] || return 0
    local kind="$1" sentence
    shift
    sentence="$*"
    sentence="${sentence//\\/\\\\}"
    printf '{"error":{"kind":"%s","message":"%s"}}\n' "$kind" "${sentence//\"/\\\"}"
}

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

# The description for a container host is read with Debian's docker-compose in tests; it needs no engine.
need_compose() { has docker-compose || { ! apt_has docker-compose || install_packages "docker-compose（测试用）" "" docker-compose; }; }

# Workbooks and documents are opened and recalculated by LibreOffice in tests; the product itself never calls it.
need_office() {
    has soffice || { ! apt_has libreoffice-calc-nogui || install_packages "LibreOffice（测试用）" "" libreoffice-calc-nogui libreoffice-writer-nogui; }
}

# Whether apt can install a package. A machine that never updated has no lists, and an old list may lack it: one update, then no means no.
apt_has() {
    has apt-cache || return 1
    apt_offers "$1" || { [ -n "${apt_is_updated:-}" ] || apt_update; apt_offers "$1"; }
}

# The answer is taken whole: a reader that stops at the first match ends the writer with SIGPIPE, and that reads as "no" under pipefail.
apt_offers() {
    local policy candidate
    policy="$(apt-cache policy "$1" 2>/dev/null)" || return 1
    candidate="${policy#*Candidate: }"
    candidate="${candidate%%$'\n'*}"
    case "$candidate" in
        *snap*) return 1 ;;
        [0-9]*) return 0 ;;
        *) return 1 ;;
    esac
}

# install_packages WHAT OTHERWISE PACKAGE…
install_packages() {
    local what="$1" otherwise="$2"
    shift 2
    has apt-get || refuse "缺少 $what，这台机器没有 apt：请自行安装（$*）$otherwise。"
    [ "$(id -u)" -eq 0 ] || has sudo || refuse "缺少 $what，安装需要 root 权限：请让管理员执行 apt-get install $*$otherwise。"
    say "正在用 apt 安装 $what …"
    apt_update
    case " $* " in *" postgresql "*) no_cluster_of_debian ;; esac
    apt_get install -y --no-install-recommends "$@" \
        || refuse "安装 $what 没有成功，详情在 $ROOT/.local/apt.log：请检查网络与软件源，或自行执行 apt-get install $*$otherwise。"
    hash -r
}

apt_get() {
    mkdir -p "$ROOT/.local"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 "$@" >>"$ROOT/.local/apt.log" 2>&1 </dev/null
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"
    elif [ -t 0 ]; then sudo "$@"
    else sudo -n "$@"
    fi
}

# Once a run; an unreachable extra source need not stop us, the install says what is missing.
apt_update() {
    [ -z "${apt_is_updated:-}" ] || return 0
    apt_is_updated=yes
    apt_get update || true
}

# Debian's package would start a server of its own on port 5432. Only set where PostgreSQL was never installed.
no_cluster_of_debian() {
    [ ! -e /etc/postgresql-common/createcluster.conf ] || return 0
    apt_get install -y --no-install-recommends postgresql-common || return 0
    as_root sh -c 'sed -i "s/^#\?create_main_cluster.*/create_main_cluster = false/" /etc/postgresql-common/createcluster.conf' || true
}
