#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# packaging/translations.sh: brings resources/translations/*.ts up to date with the texts in ui/, and says for each language
# how many are not translated yet. A new language: lupdate -I . ui -ts resources/translations/studio_CODE.ts -target-language CODE once.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$CLOC_ROOT"
lupdate=/usr/lib/qt6/bin/lupdate
[ -x "$lupdate" ] || fail "lupdate is not there." "Run packaging/bootstrap.sh."
for file in resources/translations/studio_*.ts; do
  language=$(basename "$file" .ts)
  only=()
  [ "$language" != studio_en ] || only=(-pluralonly)  # the texts are English: only "%n image(s)" needs its two forms
  "$lupdate" "${only[@]}" -silent -no-obsolete -locations none -I . ui -ts "$file" -target-language "${language#studio_}"
  note "$file: $(grep -c 'type="unfinished"' "$file" || true) of $(grep -c '<message' "$file") texts are not translated"
done
