# up, down, worker: the web program over a migrated database.

RUN="$FORESTCARBON_HOME/run"

cli() { dotnet "$(built cli)/forestcarbon.dll" "$@"; }

web() { dotnet "$(built web)/ForestCarbon.Web.dll" "$@"; }

# The job queue's tables belong to the web program, ours to both. What ours answered is printed when both are done.
migrate() {
    local answer said status=0
    build cli
    if is_help "$@"; then cli migrate "$@"; return; fi
    answer="$(cli migrate "$@")" || { status=$?; [ -z "$answer" ] || printf '%s\n' "$answer"; return "$status"; }
    need_npm
    build web
    cd "$(built web)"
    said="$(web --migrate 2>&1 >/dev/null)" || status=$?
    [ -z "$said" ] || say "$said"
    if [ "$status" -ne 0 ]; then
        say_in_json "$([ "$status" -eq 1 ] && echo refused || echo fault)" "$said"
        return "$status"
    fi
    printf '%s\n' "$answer"
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
    hold_home up
    # What is started below must not inherit the hold: the database outlives this script.
    bring_up "$port" "$parcels" "$demo" "$detach" 7>&-
    let_home_go
    [ "$detach" = yes ] || [ -z "$SERVED" ] || stay "$SERVED"
}

# The process this up has started, empty where one was serving already.
SERVED=""

bring_up() {
    local port="$1" parcels="$2" demo="$3" detach="$4"
    if is_serving; then
        # Its starter may have been killed before it answered.
        await_answer "$(serving_pid)" "$(serving_port)"
        [ "$port" = "$(serving_port)" ] || say "网页已在端口 $(serving_port) 上运行，--port $port 没有起作用。"
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

# One up or down at a time for a home: up holds it until its page is served, so that a down cannot take the database from
# under it and a second up does not speak of a page that is not there yet. The kernel lets go of it when the script dies.
hold_home() {
    make_home && mkdir -p -m 0700 "$RUN" 2>/dev/null || refuse "写不了 $FORESTCARBON_HOME：请检查磁盘空间和目录权限。"
    exec 7>"$RUN/lock"
    flock -n 7 && return 0
    say "这个数据目录上另一个 up 或 down 还没有做完：等它结束后再$([ "$1" = up ] && echo 打开 || echo 停止)。"
    flock 7
}

# Nobody else may look into the home; where root makes it the database's user must pass through.
make_home() { [ -d "$FORESTCARBON_HOME" ] || mkdir -p -m "$([ "$(id -u)" -eq 0 ] && echo 0711 || echo 0700)" "$FORESTCARBON_HOME" 2>/dev/null; }

let_home_go() { exec 7>&-; }

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

# Starts the program and waits until it answers.
serve() {
    local port="$1" detach="$2" log pid
    mkdir -p "$FORESTCARBON_HOME/logs"
    log="$FORESTCARBON_HOME/logs/web.out"
    cd "$(built web)" # its pages lie there
    if [ "$detach" = yes ]; then
        setsid nohup dotnet ForestCarbon.Web.dll --urls "http://127.0.0.1:$port" >"$log" 2>&1 </dev/null 8>&- &
        pid=$!
    else
        dotnet ForestCarbon.Web.dll --urls "http://127.0.0.1:$port" 2> >(tee "$log" >&2) >/dev/null </dev/null 8>&- &
        pid=$!
        trap 'STOPPED=yes; kill -TERM "$pid" 2>/dev/null || true' INT TERM
    fi
    SERVED="$pid"
    echo "$pid $port" > "$RUN/web"
    await_answer "$pid" "$port"
    greet "$port"
}

# True once Ctrl+C was pressed.
STOPPED=""

await_answer() {
    local pid="$1" port="$2" log="$FORESTCARBON_HOME/logs/web.out"
    until answers "$port"; do
        if ! kill -0 "$pid" 2>/dev/null; then
            rm -f "$RUN/web"
            wait "$pid" 2>/dev/null || true
            [ -z "$STOPPED" ] || exit 130
            [ -z "$SERVED" ] || ! [ -s "$log" ] || tail -n 5 "$log" >&2
            say "网页程序没有启动，详情在 $log。"
            exit 3
        fi
        sleep 0.1
    done
}

# Waits in the foreground until the program ends.
stay() {
    local pid="$1" status=0
    say "按 Ctrl+C 停止网页；./forestcarbon down 同时停止内置数据库。"
    wait "$pid" || status=$?
    # The first wait ends at the signal, the second at the program.
    if kill -0 "$pid" 2>/dev/null; then
        status=0
        wait "$pid" || status=$?
    fi
    # A next up may have written its own by now.
    [ "$(serving_pid)" != "$pid" ] || rm -f "$RUN/web"
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
    [ ! -d "$RUN" ] || hold_home down
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
    dotnet "$folder/forestcarbon.dll" db stop 7>&-
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
