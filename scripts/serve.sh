# up, down, worker: the web program over a migrated database.

RUN="$FORESTCARBON_HOME/run"

cli() { dotnet "$(built cli)/forestcarbon.dll" "$@"; }

web() { dotnet "$(built web)/ForestCarbon.Web.dll" "$@"; }

# The job queue's tables belong to the web program, ours to both.
migrate() {
    build cli
    cli migrate "$@"
    ! is_help "$@" || return 0
    need_npm
    build web
    cd "$(built web)"
    web --migrate >/dev/null
}

up() {
    local port=8080 parcels="" demo=yes detach=no
    while [ $# -gt 0 ]; do
        case "$1" in
            --port) port="${2:-}"; shift ;;
            --port=*) port="${1#*=}" ;;
            --parcels) parcels="${2:-}"; shift ;;
            --parcels=*) parcels="${1#*=}" ;;
            --no-demo) demo=no ;;
            --detach) detach=yes ;;
            -h|--help|-\?) usage; exit 0 ;;
            *) misused "up 不认识 $1。用法：./forestcarbon up [--port 8080] [--parcels N] [--no-demo] [--detach]" ;;
        esac
        [ $# -eq 0 ] || shift
    done
    [[ "$port" =~ ^[0-9]{1,5}$ ]] && [ "$port" -ge 1 ] && [ "$port" -le 65535 ] || misused "--port 要一个 1 到 65535 的端口号。"
    [[ -z "$parcels" || "$parcels" =~ ^[1-9][0-9]{0,7}$ ]] || misused "--parcels 要一个正整数。"
    refuse_anothers_home
    if is_serving; then
        greet "$(serving_port)"
        return 0
    fi
    ! is_taken "$port" || refuse "端口 $port 已被别的程序占用：请用 --port 另选一个，例如 ./forestcarbon up --port $((port % 65535 + 1))。"
    need_database
    need_npm
    build cli
    build web
    prepare_county "$parcels" "$demo"
    serve "$port" "$detach"
}

# Migrates; loads and accounts the demonstration county where there is none. A county that is accounted needs nothing
# of this: the web program migrates before it serves.
prepare_county() {
    local state
    state="$(county_state)"
    if [ "$state" != accounted ]; then
        (migrate >/dev/null)
        state="$(county_state)"
    fi
    if [ "$state" = empty ] && [ "$2" = yes ]; then
        say "正在生成演示县域 …"
        cli seed-demo ${1:+--parcels "$1"} >/dev/null
        state=loaded
    elif [ -n "$1" ]; then
        say "库里已有小班，--parcels $1 没有起作用。"
    fi
    if [ "$state" = loaded ]; then
        say "正在核算 …"
        cli account >/dev/null
    fi
}

county_state() { cli db start --json | sed -n 's/.*"county":"\([a-z]*\)".*/\1/p'; }

serve() {
    local port="$1" detach="$2" log pid
    mkdir -p -m 0700 "$RUN" "$FORESTCARBON_HOME/logs"
    log="$FORESTCARBON_HOME/logs/web.out"
    cd "$(built web)" # its pages lie there
    if [ "$detach" = yes ]; then
        setsid nohup dotnet ForestCarbon.Web.dll --urls "http://127.0.0.1:$port" >"$log" 2>&1 </dev/null 8>&- &
        pid=$!
    else
        dotnet ForestCarbon.Web.dll --urls "http://127.0.0.1:$port" 2> >(tee "$log" >&2) >/dev/null </dev/null 8>&- &
        pid=$!
        trap 'kill -TERM "$pid" 2>/dev/null || true' INT TERM
    fi
    echo "$pid $port" > "$RUN/web"
    until answers "$port"; do
        if ! kill -0 "$pid" 2>/dev/null; then
            rm -f "$RUN/web"
            wait "$pid" || true
            [ "$detach" = no ] || tail -n 5 "$log" >&2
            say "网页程序没有启动，详情在 $log。"
            exit 3
        fi
        sleep 0.1
    done
    greet "$port"
    [ "$detach" = no ] || return 0
    say "按 Ctrl+C 停止网页；./forestcarbon down 同时停止内置数据库。"
    local status=0
    wait "$pid" || status=$?
    # The first wait ends at the signal, the second at the program.
    if kill -0 "$pid" 2>/dev/null; then
        status=0
        wait "$pid" || status=$?
    fi
    rm -f "$RUN/web"
    [ "$status" -eq 0 ] || [ "$status" -eq 130 ] || [ "$status" -eq 143 ] || exit 3
}

greet() {
    local accounts="$FORESTCARBON_HOME/demonstration-accounts.txt"
    echo "网页已打开：http://127.0.0.1:$1"
    [ -s "$accounts" ] || return 0
    echo "演示账号（登录名、密码、岗位），仅演示数据有："
    sed 's/^/  /' "$accounts"
}

down() {
    is_help "$@" && { usage; return 0; }
    [ $# -eq 0 ] || misused "down 没有参数。"
    refuse_anothers_home
    local pid folder
    if is_serving; then
        pid="$(serving_pid)"
        kill -TERM "$pid" 2>/dev/null || true
        for _ in $(seq 150); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
        if kill -0 "$pid" 2>/dev/null; then kill -KILL "$pid" 2>/dev/null || true; fi
        rm -f "$RUN/web"
        echo "网页已停止。"
    else
        rm -f "$RUN/web"
        echo "网页没有在运行。"
    fi
    folder="$(any_build cli)"
    if [ -z "$folder" ]; then
        echo "内置数据库没有在运行。"
        return 0
    fi
    dotnet "$folder/forestcarbon.dll" db stop
}

worker() {
    is_help "$@" && { usage; return 0; }
    refuse_anothers_home
    need_database
    need_npm
    build web
    cd "$(built web)"
    exec dotnet "$(built web)/ForestCarbon.Web.dll" --worker "$@"
}

serving_pid() { cut -d' ' -f1 "$RUN/web" 2>/dev/null; }

serving_port() { cut -d' ' -f2 "$RUN/web" 2>/dev/null; }

# The number in the file may by now be another program's.
is_serving() {
    local pid
    pid="$(serving_pid)" && [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null \
        && case "$(readlink "/proc/$pid/cwd" 2>/dev/null)" in "$BUILDS"/web-*) true ;; *) false ;; esac
}

is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# True once the program answers a request.
answers() {
    (
        exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
        printf 'GET /health/live HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3
        read -r -t 5 line <&3 && [[ "$line" == HTTP/* ]]
    ) 2>/dev/null
}
