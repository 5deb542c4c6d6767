#!/usr/bin/env bash
# Builds once, checks the formatting, runs every test project and ends with the line "N passed, N failed, N skipped".
#
#   ./test.sh                    everything
#   ./test.sh Workflows.Tests    one project, by folder or project name
#
# An absent service is a failure, not a skip. REQUIRE_SERVICES=0 allows skips while working on something else.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 2
exec </dev/null

export REQUIRE_SERVICES="${REQUIRE_SERVICES:-1}"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export DOTNET_CLI_UI_LANGUAGE=en
# No build node outlives the run: a caller that waits for the end of our output must see it.
export MSBUILDDISABLENODEREUSE=1

configuration=Debug
results=TestResults
# command that proves it is there : Debian package
needs=(chromium:chromium strace:strace icalendar:python3-icalendar rabbitmqctl:rabbitmq-server aiosmtpd:python3-aiosmtpd pdftotext:poppler-utils)
fonts=/usr/share/fonts/truetype/liberation2 # fonts-liberation lacks most Vietnamese letters, fonts-liberation2 has them

say() { printf '\n== %s\n' "$*"; }

finish() { # passed failed skipped exit-code
    printf '\n%d passed, %d failed, %d skipped\n' "$1" "$2" "$3"
    exit "$4"
}

stop() {
    printf '\n%s\n' "$*" >&2
    finish 0 0 0 1
}

install_missing() {
    local missing=() need
    for need in "${needs[@]}"; do
        command -v "${need%%:*}" >/dev/null 2>&1 || missing+=("${need##*:}")
    done
    [ -d "$fonts" ] || missing+=(fonts-liberation2)
    [ "${#missing[@]}" -eq 0 ] && return 0

    say "installing ${missing[*]}"
    command -v apt-get >/dev/null 2>&1 || stop "Missing here, and there is no apt-get to install them: ${missing[*]}"
    local sudo=()
    [ "$(id -u)" -eq 0 ] || sudo=(sudo)
    export DEBIAN_FRONTEND=noninteractive
    "${sudo[@]}" apt-get update -qq || stop "apt-get update failed"
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
        stop "Could not install ${missing[*]}"
}

# The test projects to run, one per line.
projects() {
    local project name
    for project in tests/*/*.Tests.csproj; do
        name=$(basename "$project" .csproj)
        if [ $# -eq 0 ] || [ "$name" = "$1" ] || [ "$name" = "PhongTrao.$1" ] || [ "$name" = "PhongTrao.$1.Tests" ]; then
            printf '%s\n' "$project"
        fi
    done
}

# The value of one attribute of a result file's <Counters>; nothing if there is no such file.
counter() { # file attribute
    [ -f "$1" ] && sed -n 's/.*<Counters[^>]* '"$2"'="\([0-9]*\)".*/\1/p' "$1" | head -n 1
}

mapfile -t selected < <(projects "$@")
[ "${#selected[@]}" -gt 0 ] || stop "No test project is called '${1:-}'. There are: $(projects | xargs -n 1 dirname | xargs -n 1 basename | tr '\n' ' ')"

install_missing

say "restore and build"
target=PhongTrao.sln
[ "${#selected[@]}" -eq 1 ] && target=${selected[0]}
dotnet restore "$target" --locked-mode -v quiet || stop "The restore failed; packages.lock.json must match the projects."
dotnet build "$target" --no-restore -c "$configuration" -v quiet -clp:NoSummary || stop "The build failed."

broken=0
say "formatting"
if ! { dotnet tool restore >/dev/null && dotnet csharpier check .; }; then
    echo "Run: dotnet csharpier format ."
    broken=1
fi

rm -rf "$results"
passed=0 failed=0 skipped=0
for project in "${selected[@]}"; do
    name=$(basename "$project" .csproj)
    say "$name"
    # A Vietnamese machine: whatever leans on the culture of the machine shows itself here. LC_ALL would outrank LANG.
    env -u LC_ALL -u LC_MESSAGES LANG=vi_VN.UTF-8 dotnet test "$project" --no-build -c "$configuration" --results-directory "$results" \
        --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" \
        --blame-hang-timeout 20m --blame-hang-dump-type none
    status=$?
    trx="$results/$name.trx"
    total=$(counter "$trx" total) executed=$(counter "$trx" executed) ok=$(counter "$trx" passed)
    total=${total:-0} executed=${executed:-0} ok=${ok:-0}
    bad=$((executed - ok))
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
        echo "$name did not finish (exit $status); counted as one failure."
        bad=1
    fi
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + total - executed))
done

code=$broken
if [ "$failed" -gt 0 ]; then
    say "failed"
    grep -hE '<UnitTestResult .*outcome="(Failed|Error|Timeout|Aborted)"' "$results"/*.trx | sed -n 's/.* testName="\([^"]*\)".*/  \1/p' |
        sed -e 's/&quot;/"/g' -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&#x[AD];/ /g' -e 's/&amp;/\&/g'
    code=1
fi
if [ "$skipped" -gt 0 ]; then
    say "skipped"
    grep -hE '<UnitTestResult .*outcome="NotExecuted"' "$results"/*.trx | sed -n 's/.* testName="\([^"]*\)".*/  \1/p'
    [ "$REQUIRE_SERVICES" = 1 ] && code=1
fi
[ $((passed + failed)) -gt 0 ] || { echo "No test ran."; code=1; }
finish "$passed" "$failed" "$skipped" "$code"
