// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/label_picker.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/actions/fuzzy_match.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {
constexpr int kWidth = 260, kHeight = 280;
constexpr int kShown = 200;  // of thousands: the rest comes with more letters
constexpr int kNew = Qt::UserRole;
}  // namespace

LabelPicker::LabelPicker(QWidget* window)
    : QFrame(window), input_(new QLineEdit(this)), list_(new QListWidget(this)) {
  setFrameShape(QFrame::StyledPanel);
  setAutoFillBackground(true);
  setObjectName(QStringLiteral("labelPicker"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 6, 6, 6);
  layout->setSpacing(4);
  input_->setPlaceholderText(tr("Label"));
  input_->setAccessibleName(tr("Label"));
  list_->setFocusPolicy(Qt::NoFocus);
  list_->setUniformItemSizes(true);
  list_->setAccessibleName(tr("Labels"));
  layout->addWidget(input_);
  layout->addWidget(list_);
  input_->installEventFilter(this);
  connect(input_, &QLineEdit::textChanged, this, &LabelPicker::fill);
  connect(list_, &QListWidget::itemClicked, this, &LabelPicker::take);
  hide();
}

void LabelPicker::popUp(const QStringList& labels, const QStringList& suggested, const QPoint& at) {
  labels_ = labels;
  suggested_ = suggested;
  resize(kWidth, kHeight);
  const QSize room = parentWidget()->size() - size();
  move(std::clamp(at.x(), 0, std::max(0, room.width())), std::clamp(at.y(), 0, std::max(0, room.height())));
  input_->clear();
  fill({});
  show();
  raise();
  input_->setFocus(Qt::PopupFocusReason);
}

void LabelPicker::fill(const QString& typed) {
  struct Found {
    int score;
    QString name;
  };
  std::vector<Found> found;
  QStringList all = suggested_;
  for (const auto& label : labels_) {
    if (!all.contains(label)) all << label;
  }
  for (const auto& name : all) {
    if (const auto score = fuzzyMatch(typed, name)) found.push_back({*score, name});
  }
  if (!typed.isEmpty()) {
    std::stable_sort(found.begin(), found.end(),
                     [](const Found& a, const Found& b) { return a.score > b.score; });
  }
  if (found.size() > kShown) found.resize(kShown);
  list_->clear();
  for (const auto& [score, name] : found) new QListWidgetItem(icon(QStringLiteral("label")), name, list_);
  const QString name = typed.simplified();
  if (!name.isEmpty() && !all.contains(name)) {
    auto* item = new QListWidgetItem(icon(QStringLiteral("add")), tr("New label “%1”").arg(name), list_);
    item->setData(kNew, name);
  }
  list_->setCurrentRow(0);
}

void LabelPicker::take() {
  const auto* item = list_->currentItem();
  if (item == nullptr) return;
  const QString fresh = item->data(kNew).toString();
  const QString name = fresh.isEmpty() ? item->text() : fresh;
  hide();
  emit picked(name);
}

bool LabelPicker::eventFilter(QObject* object, QEvent* event) {
  if (object != input_) return QFrame::eventFilter(object, event);
  if (event->type() == QEvent::FocusOut) hide();
  if (event->type() == QEvent::KeyPress) {
    switch (static_cast<QKeyEvent*>(event)->key()) {
      case Qt::Key_Escape:
        hide();
        return true;
      case Qt::Key_Return:
      case Qt::Key_Enter:
        take();
        return true;
      case Qt::Key_Down:
        list_->setCurrentRow(std::min(list_->count() - 1, list_->currentRow() + 1));
        return true;
      case Qt::Key_Up:
        list_->setCurrentRow(std::max(0, list_->currentRow() - 1));
        return true;
      default:
        break;
    }
  }
  return QFrame::eventFilter(object, event);
}

}  // namespace cloc::ui
