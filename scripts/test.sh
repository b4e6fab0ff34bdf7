# test: every test there is, on a throw-away server of its own. The last line counts them.

run_tests() {
    local tier=normal status=0 log
    local -a filter=()
    while [ $# -gt 0 ]; do
        case "$1" in
            --fast) tier=fast ;;
            --soak) tier=soak ;;
            -h|--help|-\?) usage; exit 0 ;;
            *) misused "test 不认识 $1。用法：./forestcarbon test [--fast|--soak]" ;;
        esac
        shift
    done
    if [ -e "$ROOT/.local" ] && [ ! -O "$ROOT/.local" ]; then
        refuse "目录 $ROOT/.local 是用户 $(stat -c %U "$ROOT/.local") 建立的：请用该用户运行测试。"
    fi
    [ -n "${FORESTCARBON_TEST_DB:-}" ] || FORESTCARBON_DB="" need_database
    need_npm
    mkdir -p "$ROOT/.local/test"
    exec 9>"$ROOT/.local/test/lock"
    flock -n 9 || refuse "另一个 ./forestcarbon test 正在这个目录里运行：请等它结束。"
    # What only the tests need is fetched while they are being built.
    need_tools "$tier" 9>&- &
    local tools=$!
    build_tests
    wait "$tools" || exit 1
    [ "$tier" = fast ] || find_browser
    unset FORESTCARBON_DB
    export FORESTCARBON_HOME="$ROOT/.local/test/home"
    # Hundreds of programs start here and compile themselves: pages that are writable and executable in turn cost each a tenth.
    export DOTNET_EnableWriteXorExecute=0
    start_test_server
    case "$tier" in
        fast) filter=(--filter-not-trait "Tier=slow" --filter-not-trait "Tier=soak") ;;
        normal) filter=(--filter-not-trait "Tier=soak") ;;
        soak) export FORESTCARBON_SOAK=1 ;; # the full numbers of every test that counts
    esac
    log="$ROOT/.local/test/output"
    : > "$log"
    rm -rf "$ROOT/.local/test/results"
    # Two cores: two modules at a time, the longest first; then what needs the machine for itself.
    run_modules "$log" 2 "${filter[@]}" -- $(light_modules) || status=$?
    [ "$tier" = fast ] || run_modules "$log" 1 "${filter[@]}" -- $(heavy_modules) || status=$?
    slowest "$ROOT/.local/test/results"
    closing_line "$log" "$status"
}

need_tools() {
    need_gdal
    need_compose
    need_office
    [ "$1" = fast ] || need_browser
}

test_projects() { (cd "$ROOT/tests" && ls -d ForestCarbon.*.Tests); }

is_heavy() { case "$1" in ForestCarbon.Browser.Tests) return 0 ;; *) return 1 ;; esac; }

# Whatever takes minutes is begun before what takes seconds.
light_modules() {
    local -a long=(ForestCarbon.Cli.Tests ForestCarbon.Web.Tests ForestCarbon.Ccer.Tests ForestCarbon.Inventory.Tests ForestCarbon.Ledger.Tests)
    local p
    printf '%s\n' "${long[@]}"
    for p in $(test_projects); do
        is_heavy "$p" || [[ " ${long[*]} " == *" $p "* ]] || printf '%s\n' "$p"
    done
}

heavy_modules() { local p; for p in $(test_projects); do ! is_heavy "$p" || printf '%s\n' "$p"; done; }

build_tests() {
    local log="$ROOT/.local/test/build.log"
    has dotnet || refuse "缺少 .NET 10 SDK：请从 https://dotnet.microsoft.com/download 安装后再运行。"
    mkdir -p "$HOME"
    say "正在构建测试 …"
    # One compiler for all projects of a clean checkout; where views were built before, a compiler that stays loses them.
    local shared="${CI:+-p:UseSharedCompilation=true}" status=0
    (cd "$ROOT" && dotnet build ForestCarbon.sln -c Release -nologo -v quiet -clp:NoSummary $shared) >"$log" 2>&1 </dev/null 9>&- || status=$?
    [ -z "$shared" ] || dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1 </dev/null 9>&- || true
    if [ "$status" -ne 0 ]; then
        grep -E 'error' "$log" | sort -u | head -n 20 >&2 || true
        refuse "构建没有成功，详情在 $log。"
    fi
}

# Ubuntu packages no browser that runs in a container, so Playwright fetches the one it was made for.
find_browser() {
    local driver
    if ! has_chromium; then
        driver="$ROOT/tests/ForestCarbon.Browser.Tests/bin/Release/net10.0/.playwright"
        say "正在下载 Chromium …"
        "$driver/node/linux-x64/node" "$driver/package/cli.js" install --with-deps chromium >"$ROOT/.local/test/browser.log" 2>&1 </dev/null ||
            refuse "没有 Chromium，下载也没有成功，详情在 $ROOT/.local/test/browser.log：请安装 Chromium，或用 FORESTCARBON_CHROMIUM 指明浏览器。"
        FORESTCARBON_CHROMIUM="$(find "$HOME/.cache/ms-playwright" -type f \( -name chrome -o -name headless_shell \) | sort | head -n 1)"
    fi
    FORESTCARBON_CHROMIUM="$(chromium_path)"
    export FORESTCARBON_CHROMIUM
}

start_test_server() {
    [ -z "${FORESTCARBON_TEST_DB:-}" ] || return 0
    local cli="$ROOT/src/ForestCarbon.Cli/bin/Release/net10.0/forestcarbon.dll"
    # What an earlier run left is of no use to anybody.
    dotnet "$cli" db stop >/dev/null 2>&1 || true
    remove_test_home
    FORESTCARBON_TEST_DB="$(dotnet "$cli" db start --throw-away 9>&-)"
    export FORESTCARBON_TEST_DB
    trap 'dotnet "'"$cli"'" db stop >/dev/null 2>&1 || true; remove_test_home' EXIT
    trap 'exit 130' INT TERM
}

remove_test_home() {
    local cluster="$ROOT/.local/test/home/cluster"
    [ ! -L "$cluster" ] || rm -rf "$(readlink -f "$cluster")"
    rm -rf "$ROOT/.local/test/home"
}

# run_modules LOG AT_ONCE FILTER… -- PROJECT…, in this order
run_modules() {
    local log="$1" at_once="$2"
    local -a filter=()
    shift 2
    while [ "$1" != -- ]; do filter+=("$1"); shift; done
    shift
    # 8: every test of a module was filtered out.
    (cd "$ROOT" && printf '%s\n' "$@" | NO_COLOR=1 xargs -r -P "$at_once" -I{} dotnet test \
        --test-modules "tests/{}/bin/Release/net10.0/{}.dll" --root-directory "$ROOT" \
        --max-parallel-test-modules 1 --no-ansi --no-progress --ignore-exit-code 8 \
        --report-xunit-junit --results-directory "$ROOT/.local/test/results" "${filter[@]}" 2>&1 9>&-) |
        tee -a "$log"
    return "${PIPESTATUS[0]}"
}

# Where the time of a run went.
slowest() {
    [ -d "$1" ] || return 0
    say "最慢的测试："
    find "$1" -type f -exec cat {} + | tr '<' '\n' |
        sed -nE 's/^testcase (.* )?name="([^"]*)".* time="([0-9.]+)".*/\3 s  \2/p' | sort -rn | head -n 20 >&2 || true
}

closing_line() {
    local passed failed skipped
    passed="$(summed succeeded "$1")"
    failed="$(summed failed "$1")"
    skipped="$(summed skipped "$1")"
    if [ "$2" -ne 0 ] && [ "$failed" -eq 0 ]; then
        say "测试程序以状态 $2 结束，但没有报告失败的测试：有模块没有跑完，见 $1。"
        failed=1
    fi
    printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
    exit "$2"
}

# The summaries of the runner carry "  failed: 3" on a line of its own.
summed() { sed -n "s/^  $1: \([0-9][0-9]*\)\$/\1/p" "$2" | awk '{ n += $1 } END { print n + 0 }'; }
