// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of formats and what they lose, in the user's language. Used by the dialogs of this folder and
// the window's data set controller.
#pragma once

#include <QString>
#include <QStringList>
#include <optional>

#include "core/data/contents.h"

namespace cloc::ui {

// "boxes, region captions, splits"; "images alone".
QString holdsText(const data::Holds& holds);
// "1,204 region captions".
QString lossText(data::Loss::Kind kind, qint64 number);
QStringList lossTexts(const data::Contents& contents, const data::Holds& holds);
// The way back from data::to_string(); absent for another word.
std::optional<data::Loss::Kind> lossKind(const QString& word);
// "1,204 images with 5,300 regions".
QString amountText(qint64 images, qint64 regions);

}  // namespace cloc::ui
