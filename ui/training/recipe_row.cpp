// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/recipe_row.h"

#include <QDropEvent>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QMenu>
#include <QMimeData>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

using Type = RecipeFieldInfo::Type;

constexpr int kNameWidth = 150;

QString readable(const QString& name) {
  QString words = QString(name).replace(QLatin1Char('_'), QLatin1Char(' '));
  if (!words.isEmpty()) words[0] = words[0].toUpper();
  return words;
}

QString localPath(const QMimeData* data) {
  return data->hasUrls() && data->urls().front().isLocalFile() ? data->urls().front().toLocalFile()
                                                               : QString();
}

}  // namespace

RecipeRow::RecipeRow(RecipeFieldInfo field, QWidget* parent)
    : QWidget(parent),
      field_(std::move(field)),
      name_(new QLabel(readable(field_.name()), this)),
      below_(new QLabel(this)),
      reset_(new QToolButton(this)) {
  setObjectName(field_.key);
  name_->setFixedWidth(kNameWidth);
  name_->setWordWrap(true);
  const QString tip = field_.help.isEmpty() ? field_.key : field_.key + QLatin1Char('\n') + field_.help;
  name_->setToolTip(tip);
  makeEditor();
  editor()->setToolTip(tip);
  editor()->setAccessibleName(readable(field_.name()));
  editor()->setAccessibleDescription(field_.help);
  name_->setBuddy(editor());
  name_->setMinimumHeight(editor()->sizeHint().height());

  reset_->setObjectName(QStringLiteral("reset"));
  reset_->setIcon(icon(QStringLiteral("undo")));
  reset_->setToolTip(tr("Back to the default: %1").arg(fieldText(field_, field_.defaultValue)));
  reset_->setAccessibleName(tr("Reset %1").arg(readable(field_.name())));
  reset_->setAutoRaise(true);
  auto keepsPlace = reset_->sizePolicy();
  keepsPlace.setRetainSizeWhenHidden(true);
  reset_->setSizePolicy(keepsPlace);
  connect(reset_, &QToolButton::clicked, this, &RecipeRow::reset);

  QFont small = below_->font();
  small.setPointSizeF(small.pointSizeF() * 0.88);
  below_->setFont(small);
  below_->setWordWrap(true);
  below_->setTextFormat(Qt::PlainText);
  below_->setObjectName(QStringLiteral("below"));

  auto* row = new QHBoxLayout;
  row->setSpacing(6);
  row->addWidget(name_, 0, Qt::AlignTop);
  auto* column = new QVBoxLayout;
  column->setSpacing(1);
  auto* editors = new QHBoxLayout;
  editors->setSpacing(2);
  if (line_ != nullptr && field_.type != Type::Path && field_.type != Type::Text) {
    line_->setMaximumWidth(180);
    editors->addWidget(line_);
    auto* unit = new QLabel(field_.unit, this);
    unit->setForegroundRole(QPalette::PlaceholderText);
    editors->addWidget(unit, 1);
  } else if (choices_ != nullptr) {
    choices_->setMaximumWidth(180);
    editors->addWidget(choices_, 1, Qt::AlignLeft);
  } else {
    editors->addWidget(editor(), 1);
  }
  if (field_.type == Type::Path) {
    auto* button = new QToolButton(this);
    button->setIcon(icon(QStringLiteral("folder")));
    button->setToolTip(tr("Choose a file or a folder"));
    button->setAccessibleName(tr("Choose a file or a folder"));
    button->setPopupMode(QToolButton::InstantPopup);
    button->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
    auto* menu = new QMenu(button);
    menu->addAction(tr("File…"), this, [this] { browse(false); });
    menu->addAction(tr("Folder…"), this, [this] { browse(true); });
    button->setMenu(menu);
    editors->addWidget(button);
  }
  editors->addWidget(reset_);
  column->addLayout(editors);
  column->addWidget(below_);
  row->addLayout(column, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 3, 0, 3);
  layout->addLayout(row);
  setText(fieldText(field_, field_.value));
  updateMarks();
}

void RecipeRow::makeEditor() {
  if (field_.type == Type::Choice) {
    choices_ = new QComboBox(this);
    choices_->addItems(field_.choices);
    choices_->setFocusPolicy(Qt::StrongFocus);
    choices_->setMinimumWidth(150);
    choices_->installEventFilter(this);
    connect(choices_, &QComboBox::currentTextChanged, this, &RecipeRow::edited);
    return;
  }
  line_ = new QLineEdit(this);
  line_->installEventFilter(this);
  if (field_.type == Type::Path) {
    line_->setPlaceholderText(tr("Drop a file or folder here, or type its path"));
    line_->setAcceptDrops(true);
  }
  connect(line_, &QLineEdit::textChanged, this, &RecipeRow::edited);
}

QWidget* RecipeRow::editor() const {
  return choices_ != nullptr ? static_cast<QWidget*>(choices_) : line_;
}

QString RecipeRow::text() const {
  return choices_ != nullptr ? choices_->currentText() : line_->text();
}

void RecipeRow::setText(const QString& text) {
  if (choices_ == nullptr) {
    line_->setText(text);
    return;
  }
  // A value that is no choice (a file of another version) is shown as it is, and is a problem.
  if (choices_->findText(text) < 0) choices_->addItem(text);
  choices_->setCurrentText(text);
}

void RecipeRow::reset() {
  setText(fieldText(field_, field_.defaultValue));
}

bool RecipeRow::isChanged() const {
  if (!problem_.isEmpty()) return text() != fieldText(field_, field_.defaultValue);
  return !sameValue(field_, fieldValue(field_, text()), field_.defaultValue);
}

QVariant RecipeRow::value() const {
  return problem_.isEmpty() ? fieldValue(field_, text()) : field_.defaultValue;
}

void RecipeRow::edited() {
  outside_problem_.clear();
  warning_.clear();
  updateMarks();
  emit changed();
}

void RecipeRow::setOutsideProblem(const QString& problem) {
  outside_problem_ = problem;
  updateMarks();
}

void RecipeRow::setWarning(const QString& warning) {
  warning_ = warning;
  updateMarks();
}

void RecipeRow::updateMarks() {
  problem_ = fieldProblem(field_, text());
  const bool differs = isChanged();
  reset_->setVisible(differs);
  QFont font = name_->font();
  font.setWeight(differs ? QFont::DemiBold : QFont::Normal);
  name_->setFont(font);

  const QString wrong = problem_.isEmpty() ? outside_problem_ : problem_;
  QPalette colours = palette();
  if (!wrong.isEmpty()) {
    below_->setText(wrong);
    colours.setColor(QPalette::WindowText, tone(Tone::Bad));
  } else if (!warning_.isEmpty()) {
    below_->setText(warning_);
    colours.setColor(QPalette::WindowText, tone(Tone::Warning));
  } else {
    below_->setText(field_.help);
    colours.setColor(QPalette::WindowText, tone(Tone::Muted));
  }
  below_->setPalette(colours);
  below_->setVisible(!below_->text().isEmpty());
  // Setting a style sheet, even the same, polishes the widget anew.
  const QString style =
      wrong.isEmpty() ? QString() : QStringLiteral("border-color: %1;").arg(tone(Tone::Bad).name());
  if (editor()->styleSheet() != style) editor()->setStyleSheet(style);
}

bool RecipeRow::matches(const QString& words) const {
  const auto all = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  const QString where = field_.key + QLatin1Char(' ') + readable(field_.key) + QLatin1Char(' ') + field_.help;
  return std::all_of(all.begin(), all.end(),
                     [&](const QString& word) { return where.contains(word, Qt::CaseInsensitive); });
}

void RecipeRow::browse(bool folder) {
  auto* dialog = new QFileDialog(window());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(readable(field_.name()));
  dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
  if (folder) dialog->setOption(QFileDialog::ShowDirsOnly);
  connect(dialog, &QFileDialog::fileSelected, this, &RecipeRow::setText);
  dialog->open();
}

bool RecipeRow::eventFilter(QObject* watched, QEvent* event) {
  // The wheel scrolls the form; it must not change a value in passing.
  if (watched == choices_ && event->type() == QEvent::Wheel && !choices_->hasFocus()) {
    event->ignore();
    return true;
  }
  if (watched == line_ && field_.type == Type::Path &&
      (event->type() == QEvent::DragEnter || event->type() == QEvent::Drop)) {
    auto* drop = static_cast<QDropEvent*>(event);
    const QString path = localPath(drop->mimeData());
    if (path.isEmpty()) return false;
    drop->acceptProposedAction();
    if (event->type() == QEvent::Drop) setText(path);
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

void RecipeRow::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) updateMarks();
}

}  // namespace cloc::ui
