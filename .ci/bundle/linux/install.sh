#!/bin/sh
# migrate をネットワークなしで入れます。使い方: sh install.sh [入れる先のフォルダ]
# 例: sh install.sh ~/migrate    追加の部品（-db など）の配布物も、同じフォルダを指して同じように入れます。
# この PC の Python（3.11〜3.13）があれば、それを使います。配布物の Python を使うには、MIGRATE_OWN_PYTHON=1 を付けます。
set -u
here=$(cd "$(dirname "$0")" && pwd)
into=${1:-$HOME/migrate}
log=${TMPDIR:-/tmp}/migrate-install-$$.log

say() { printf '%s %s\n' "$(date '+%Y-%m-%d %H:%M:%S')" "$1" | tee -a "$log"; }
stop() {
  say "中止: $1"
  say "対処: $2"
  say "記録: $log"
  exit 1
}

say "migrate を $into に入れます。"
mkdir -p "$into" 2>/dev/null && [ -w "$into" ] || stop "$into に書けません。" "書けるフォルダを指定してください（例: sh install.sh ~/migrate）。"
free=$(df -Pk "$into" | awk 'NR == 2 {print int($4 / 1024)}')
[ "$free" -ge 1500 ] || stop "空きが $free MB しかありません。" "1,500 MB 以上を空けるか、別のフォルダを指定してください。"

say "1/4 配布物が壊れていないかを確かめます。"
wrong=$(cd "$here" && sha256sum --quiet -c SHA256SUMS 2>/dev/null) ||
  stop "配布物のファイルが、作られたときと違います: $(printf '%s' "$wrong" | head -n 3 | tr '\n' ' ')" "配布物を受け取り直してください。書きかえられたおそれがあるので、そのまま使わないでください。"

enough() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }
extra=$(sed -n 's/.*"extra": "\(.*\)".*/\1/p' "$here/BUNDLE.json")
if [ -n "$extra" ]; then
  say "2/4 先に入れた migrate を探します。"
  [ -x "$into/python/bin/python3" ] || stop "$into に migrate がありません。" "先に本体の配布物を入れ、同じフォルダを指定してください。"
elif [ -z "${MIGRATE_OWN_PYTHON:-}" ] && enough python3 && python3 -c 'import venv' 2>/dev/null; then
  say "2/4 この PC の Python $(python3 -V | cut -d' ' -f2) を使います。"
  python3 -m venv --without-pip "$into/python" >>"$log" 2>&1 || stop "仮想環境を作れません。" "記録を確かめてください。"
else
  say "2/4 配布物の Python を使います。"
  cp -R "$here/python" "$into/" && chmod +x "$into/python/bin/python3" || stop "Python を写せません。" "空きと権限を確かめてください。"
fi
python=$into/python/bin/python3

say "3/4 部品を入れます（ネットワークは使いません）。"
pip=$(ls "$here"/wheelhouse/pip-*.whl "$into"/.pip/pip-*.whl 2>/dev/null | head -n 1)
"$python" "$pip/pip" install --no-index --no-deps --require-hashes --find-links "$here/wheelhouse" \
  --no-warn-script-location --disable-pip-version-check --no-cache-dir -r "$here/bundle.lock" >>"$log" 2>&1 ||
  stop "部品を入れられません: $(tail -n 1 "$log")" "配布物を受け取り直すか、記録を確かめてください。"
prefix=$("$python" -c 'import sys; print(sys.prefix)')
cp "$here/BUNDLE.json" "$prefix/BUNDLE${extra:+-$extra}.json" && cp "$here/bundle.lock" "$prefix/bundle${extra:+-$extra}.lock"
if [ -z "$extra" ]; then
  mkdir -p "$into/.pip" && cp "$pip" "$into/.pip/"
  # shellcheck disable=SC2016
  printf '#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/python/bin/python3" -m migrate "$@"\n' >"$into/migrate"
  chmod +x "$into/migrate"
fi

say "4/4 入れたものを調べます。"
"$into/migrate" doctor --offline --workspace "$into" >>"$log" 2>&1 ||
  stop "入れたものに不良があります。" "$into/migrate doctor --offline で確かめてください。"
say "終わりました。使い方: $into/migrate --help"
cp "$log" "$into/install.log" 2>/dev/null && rm -f "$log"
exit 0
