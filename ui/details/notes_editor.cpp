// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/details/notes_editor.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "core/data/attributes.h"
#include "ui/details/attributes_model.h"

namespace cloc::ui {
namespace {

constexpr int kLines = 3;        // of captions that are seen without scrolling
constexpr int kLargestRows = 8;  // of attributes

}  // namespace

CaptionField::CaptionField(QWidget* parent) : QPlainTextEdit(parent) {
  setTabChangesFocus(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void CaptionField::setShown(const QString& text, const QString& placeholder) {
  setPlaceholderText(placeholder);
  if (toPlainText() != text) setPlainText(text);
  document()->setModified(false);
}

void CaptionField::commit() {
  if (!isChanged()) return;
  document()->setModified(false);
  emit committed(toPlainText());
}

void CaptionField::focusOutEvent(QFocusEvent* event) {
  QPlainTextEdit::focusOutEvent(event);
  if (event->reason() != Qt::PopupFocusReason) commit();
}

void CaptionField::keyPressEvent(QKeyEvent* event) {
  const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (enter && event->modifiers().testFlag(Qt::ControlModifier)) {
    commit();
    return;
  }
  QPlainTextEdit::keyPressEvent(event);
}

QSize CaptionField::sizeHint() const {
  return {120, kLines * fontMetrics().lineSpacing() + 18};
}

QSize CaptionField::minimumSizeHint() const {
  return {60, sizeHint().height()};
}

NotesEditor::NotesEditor(const QString& name, std::vector<std::string> hidden, QWidget* parent)
    : QWidget(parent),
      hidden_(std::move(hidden)),
      captions_(new CaptionField(this)),
      comment_(new QLineEdit(this)),
      model_(new AttributesModel(this)),
      table_(new QTableView(this)) {
  hidden_.emplace_back(data::kComment);
  captions_->setObjectName(name + QStringLiteral(".captions"));
  captions_->setAccessibleName(tr("Captions"));
  captions_->setToolTip(tr("One caption a line. Kept when the field is left, or with Ctrl+Enter."));
  comment_->setObjectName(name + QStringLiteral(".comment"));
  comment_->setAccessibleName(tr("Comment"));
  comment_->setToolTip(tr("A note of the annotators; it is exported as the attribute “comment”"));
  table_->setObjectName(name + QStringLiteral(".attributes"));
  table_->setAccessibleName(tr("Attributes"));
  table_->setModel(model_);
  table_->setToolTip(
      tr("true, false, numbers, text, or a list as [\"a\", \"b\"]. Del removes an attribute."));
  table_->setShowGrid(false);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                          QAbstractItemView::SelectedClicked | QAbstractItemView::AnyKeyPressed);
  table_->setTabKeyNavigation(false);
  table_->setWordWrap(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 8);
  table_->horizontalHeader()->setStretchLastSection(true);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->resizeSection(0, 110);
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  auto* remove = new QAction(tr("Remove the attribute"), table_);
  remove->setShortcut(QKeySequence(Qt::Key_Delete));
  remove->setShortcutContext(Qt::WidgetShortcut);
  table_->addAction(remove);
  table_->setContextMenuPolicy(Qt::ActionsContextMenu);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  const auto heading = [&](const QString& text, QWidget* of) {
    auto* label = new QLabel(text, this);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setBuddy(of);
    layout->addWidget(label);
    layout->addWidget(of);
  };
  heading(tr("Captions"), captions_);
  heading(tr("Comment"), comment_);
  heading(tr("Attributes"), table_);

  connect(captions_, &CaptionField::committed, this,
          [this](const QString& text) { emit captionsEdited(captionsOf(text)); });
  connect(comment_, &QLineEdit::editingFinished, this, [this] {
    if (!comment_->isModified()) return;
    comment_->setModified(false);
    const QString text = comment_->text().trimmed();
    emit attributeEdited(
        QString::fromLatin1(data::kComment),
        text.isEmpty() ? std::nullopt : std::optional(data::AttributeValue(text.toStdString())));
  });
  connect(model_, &AttributesModel::setRequested, this, &NotesEditor::attributeEdited);
  connect(model_, &AttributesModel::renameRequested, this, &NotesEditor::attributeRenamed);
  connect(remove, &QAction::triggered, this, [this] {
    const QString attribute = model_->nameAt(table_->currentIndex());
    if (!attribute.isEmpty()) emit attributeEdited(attribute, std::nullopt);
  });
  fitTable();
}

void NotesEditor::setNotes(const CommonNotes& notes, bool same) {
  const QString different = tr("(different; what you type is for all)");
  if (!same || !captions_->isChanged()) {
    captions_->setShown(notes.captions ? captionLines(*notes.captions) : QString(),
                        notes.captions ? tr("One caption a line") : different);
  }
  if (!same || !comment_->isModified()) {
    const auto* entry = notes.find(data::kComment);
    comment_->setText(entry != nullptr && entry->value ? attributeText(*entry->value) : QString());
    comment_->setPlaceholderText(entry != nullptr && !entry->value ? different : QString());
    comment_->setModified(false);
  }
  auto shown = notes.attributes;
  std::erase_if(shown, [this](const CommonNotes::Entry& entry) {
    return std::find(hidden_.begin(), hidden_.end(), entry.name) != hidden_.end();
  });
  model_->setEntries(std::move(shown));
  fitTable();
}

void NotesEditor::setEditable(bool editable) {
  captions_->setReadOnly(!editable);
  comment_->setReadOnly(!editable);
  model_->setEditable(editable);
  fitTable();
}

void NotesEditor::commit() {
  captions_->commit();
  if (comment_->isModified()) emit comment_->editingFinished();
}

void NotesEditor::fitTable() {
  const int rows = std::clamp(model_->rowCount(), 1, kLargestRows);
  table_->setFixedHeight(table_->horizontalHeader()->sizeHint().height() +
                         rows * table_->verticalHeader()->defaultSectionSize() + 4);
}

}  // namespace cloc::ui
