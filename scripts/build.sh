# Builds a program when its sources changed. A build lies in .local/build/<program>-<fingerprint>, so that a running one
# is never overwritten and a second start has nothing to do.

# The home of the build tools must exist and be ours, or NuGet and the SDK stop.
[ -n "${HOME:-}" ] && [ -w "${HOME:-/nonexistent}" ] || export HOME="$ROOT/.local/tools"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 MSBUILDDISABLENODEREUSE=1
export DOTNET_GENERATE_ASPNET_CERTIFICATE=false
if ! command -v dotnet >/dev/null 2>&1 && [ -x "$HOME/.dotnet/dotnet" ]; then
    PATH="$HOME/.dotnet:$PATH"
fi

project_of() {
    case "$1" in
        cli) echo src/ForestCarbon.Cli ;;
        web) echo src/ForestCarbon.Web ;;
        bench) echo tests/ForestCarbon.Benchmarks ;;
    esac
}

# Contents, not dates: a checkout to and fro builds nothing.
fingerprint() {
    local -a folders=(src gis-data)
    local -a without=()
    case "$1" in
        cli) without=(-path src/ForestCarbon.Web -prune -o) ;;
        bench) folders+=(tests/ForestCarbon.Benchmarks tests/ForestCarbon.Testing); without=(-path src/ForestCarbon.Web -prune -o) ;;
    esac
    (
        cd "$ROOT"
        for folder in "${!folders[@]}"; do [ -d "${folders[$folder]}" ] || unset "folders[$folder]"; done
        find "${folders[@]}" Directory.Build.props Directory.Packages.props global.json \
            "${without[@]}" \( -name bin -o -name obj -o -name node_modules -o -path src/ForestCarbon.Web/wwwroot/lib \) -prune \
            -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16
    )
}

declare -A BUILT=()

built() { printf '%s\n' "${BUILT[$1]}"; }

# build PROGRAM: afterwards $(built PROGRAM) is its folder.
build() {
    local program="$1" folder log="$BUILDS/build.log" fresh
    has dotnet || refuse "缺少 .NET 10 SDK：请从 https://dotnet.microsoft.com/download 安装后再运行。"
    folder="$BUILDS/$program-$(fingerprint "$program")"
    BUILT[$program]="$folder"
    [ ! -e "$folder/.whole" ] || return 0
    mkdir -p "$BUILDS" 2>/dev/null || refuse "写不了 $ROOT/.local：请检查磁盘空间和目录权限。"
    mkdir -p "$HOME"
    exec 8>"$BUILDS/lock"
    flock 8
    if [ ! -e "$folder/.whole" ]; then
        (cd "$ROOT" && dotnet --version >/dev/null 2>&1) || refuse "需要 .NET 10 SDK（global.json 要求 10.0.100 以上），这台机器上的 dotnet 不符：请安装 .NET 10 SDK。"
        say "正在构建（源码有变化时一次，约一两分钟）…"
        fresh="$folder.$$"
        rm -rf "$fresh"
        # The compiler's server outlives the build by minutes; it must not inherit the lock, or the next build waits for it.
        if ! (cd "$ROOT" && dotnet publish "$(project_of "$program")" -c Release -o "$fresh" -p:UseAppHost=false -nologo -v quiet -clp:NoSummary) >"$log" 2>&1 </dev/null 8>&-; then
            rm -rf "$fresh"
            grep -E 'error' "$log" | sort -u | head -n 5 >&2 || true
            refuse "构建没有成功，详情在 $log。"
        fi
        rm -rf "$folder"
        mv "$fresh" "$folder"
        : > "$folder/.whole"
        forget_old_builds "$program" "$folder"
    fi
    exec 8>&-
}

# The two builds before this one stay: a program may still be running from them.
forget_old_builds() {
    local old
    find "$BUILDS" -mindepth 1 -maxdepth 1 -type d -name "$1-*" ! -path "$2" -printf '%T@ %p\n' | sort -rn | tail -n +3 | cut -d' ' -f2- |
        while IFS= read -r old; do rm -rf "$old"; done
}

# The newest build there is, whatever the sources say now: to stop a program nothing need be built.
any_build() {
    find "$BUILDS" -mindepth 2 -maxdepth 2 -path "*/$1-*/.whole" -printf '%T@ %h\n' 2>/dev/null | sort -rn | head -n 1 | cut -d' ' -f2-
}
