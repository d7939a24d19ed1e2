// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/assist/suggestion_controller.h"

#include <QKeyEvent>
#include <QSettings>
#include <algorithm>

#include "ui/assist/suggestion_list.h"
#include "ui/canvas/canvas_view.h"
#include "ui/project/project_service.h"

namespace cloc::ui {
namespace {

constexpr auto kOnKey = "assist/suggest";

}  // namespace

SuggestionController::SuggestionController(const Parts& parts, QObject* parent)
    : QObject(parent),
      parts_(parts),
      list_(new SuggestionList(&parts.canvas)),
      on_(QSettings().value(QLatin1String(kOnKey), true).toBool()) {
  auto* document = parts_.canvas.document();
  connect(document, &RegionDocument::stepMade, this, &SuggestionController::stepMade);
  connect(document, &RegionDocument::selectionChanged, this, &SuggestionController::checkSelection);
  connect(document, &RegionDocument::regionsChanged, this, &SuggestionController::checkSelection);
  connect(document, &RegionDocument::imageChanged, this, &SuggestionController::close);
  connect(&parts_.canvas, &CanvasView::viewChanged, this, &SuggestionController::place);
  connect(&parts_.project, &ProjectService::closed, this, &SuggestionController::close);
  connect(list_, &SuggestionList::chosen, this, &SuggestionController::take);
  connect(&parts_.engine, &EngineService::embedded, this,
          [this](quint64 request, const std::vector<float>& embedding) {
            if (request == embedding_ && region_ != 0)
              suggesting_ = parts_.assist.suggest(embedding, SuggestionList::kMost);
          });
  connect(&parts_.assist, &AssistService::suggested, this,
          [this](quint64 request, const std::vector<assist::LabelScore>& labels) {
            if (request != suggesting_ || region_ == 0) return;
            labels_ = labels;
            place();
          });
  parts_.canvas.installEventFilter(this);
}

void SuggestionController::setOn(bool on) {
  on_ = on;
  QSettings().setValue(QLatin1String(kOnKey), on);
  if (!on) close();
}

// One new box of the open image without a label: somebody has drawn it.
void SuggestionController::stepMade(const EditStep& step) {
  const auto* document = parts_.canvas.document();
  if (!on_ || step.edits.size() != 1 || step.edits[0].kind != RegionEdit::Kind::Insert) return;
  const auto& region = step.edits[0].after;
  if (region.image_id != document->image() || region.label_id || !parts_.assist.ready()) return;
  if (parts_.project.labels().empty() || path_.empty()) return;
  close();
  region_ = region.id;
  image_ = region.image_id;
  engine::Query query;
  query.boxes.push_back({path_, region.box});
  embedding_ = parts_.engine.embed(EngineService::Channel::Suggestion, query);
}

void SuggestionController::close() {
  if (region_ == 0) return;
  region_ = 0;
  labels_.clear();
  list_->hide();
  parts_.engine.drop(EngineService::Channel::Suggestion);
  parts_.assist.dropSuggestion();
}

// The box is gone, has a label, or another one is worked on.
void SuggestionController::checkSelection() {
  if (region_ == 0) return;
  const auto* document = parts_.canvas.document();
  const auto* region = document->find(region_);
  // The selection comes with the step or just after it.
  const bool other = !document->selection().empty() && !document->isSelected(region_);
  const bool none = document->selection().empty() && list_->isVisible();
  if (region == nullptr || region->label_id || other || none) {
    close();
  } else {
    place();
  }
}

void SuggestionController::place() {
  const auto* region = region_ != 0 ? parts_.canvas.document()->find(region_) : nullptr;
  if (region == nullptr || labels_.empty()) return;
  std::vector<SuggestedLabel> shown;
  for (const auto& label : labels_) {
    const auto& all = parts_.project.labels();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const store::Label& one) { return one.id == label.label; });
    shown.push_back({found == all.end() ? QString() : QString::fromStdString(found->name), label.score});
  }
  const auto& transform = parts_.canvas.transform();
  const QPointF from = transform.toView(QPointF(region->box.x1, region->box.y1));
  const QPointF to = transform.toView(QPointF(region->box.x2, region->box.y2));
  list_->showBeside(QRectF(from, to), std::move(shown));
}

void SuggestionController::take(int index) {
  if (region_ == 0 || index < 0 || index >= static_cast<int>(labels_.size())) return;
  const auto region = region_;
  const auto label = labels_[static_cast<std::size_t>(index)].label;
  const QString name = list_->labels()[static_cast<std::size_t>(index)].name;
  close();
  parts_.canvas.document()->setLabel({region}, label);
  emit told(tr("Label: %1").arg(name));
}

std::optional<int> SuggestionController::meaning(const QKeyEvent& event) const {
  const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
  if (modifiers != Qt::NoModifier) return std::nullopt;
  switch (event.key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab:
    case Qt::Key_Y:
      return 0;
    case Qt::Key_N:
    case Qt::Key_Escape:
      return -1;
    default:
      break;
  }
  const int digit = event.key() - Qt::Key_1;
  if (digit >= 0 && digit < static_cast<int>(labels_.size())) return digit;
  return std::nullopt;
}

bool SuggestionController::eventFilter(QObject* object, QEvent* event) {
  const bool key = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
  if (!key || !list_->isVisible()) return QObject::eventFilter(object, event);
  auto* pressed = static_cast<QKeyEvent*>(event);
  const auto what = meaning(*pressed);
  if (!what) return QObject::eventFilter(object, event);
  // First as a question whether it is a shortcut: it is not, for now.
  event->accept();
  if (event->type() == QEvent::KeyPress) {
    if (*what < 0) {
      close();
    } else {
      take(*what);
    }
  }
  return true;
}

}  // namespace cloc::ui
