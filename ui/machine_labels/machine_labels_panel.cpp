// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/machine_labels/machine_labels_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSettings>
#include <QSignalBlocker>
#include <QSlider>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <utility>

#include "ui/gallery/empty_state.h"
#include "ui/project/project_service.h"

namespace cloc::ui {
namespace {

constexpr auto kGive = "machineLabels/giveLabels";

}  // namespace

MachineLabelsPanel::MachineLabelsPanel(ProjectService& project, RegionDocument& document,
                                       DecoderSource decoder, QWidget* parent)
    : QWidget(parent),
      project_(project),
      waiting_(project, nullptr),
      decisions_(project, document, waiting_, nullptr),
      list_(new MachineLabelList(waiting_, std::move(decoder), this)),
      empty_(new EmptyState(this)),
      stack_(new QStackedWidget(this)) {
  stack_->addWidget(list_);
  stack_->addWidget(empty_);
  stack_->setMinimumHeight(90);  // what the empty state would like makes the window taller than small screens
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 6, 6, 6);
  layout->setSpacing(6);
  layout->addWidget(makeFilters());
  layout->addWidget(stack_, 1);
  layout->addWidget(makeButtons());
  layout->addWidget(makeThreshold());
  give_->setChecked(QSettings().value(QLatin1String(kGive)).toBool());
  connectParts();
  list_->setThreshold(threshold());
  showState();
}

void MachineLabelsPanel::connectParts() {
  connect(phrase_, &QLineEdit::textChanged, this, &MachineLabelsPanel::refilter);
  connect(least_, &QDoubleSpinBox::valueChanged, this, &MachineLabelsPanel::refilter);
  connect(order_, &QComboBox::currentIndexChanged, this, [this] {
    refilter();
    list_->scrollToTop();
    if (!waiting_.shown().empty()) list_->setCurrent(0);
    list_->clearSelection();
  });
  connect(threshold_, &QSlider::valueChanged, this, [this] {
    list_->setThreshold(threshold());
    showCounts();
  });
  connect(give_, &QCheckBox::toggled, this, [](bool on) { QSettings().setValue(QLatin1String(kGive), on); });
  connect(acceptAbove_, &QPushButton::clicked, this, [this] { decideBulk(LabelDecision::Accept); });
  connect(rejectBelow_, &QPushButton::clicked, this, [this] { decideBulk(LabelDecision::Reject); });
  connect(accept_, &QPushButton::clicked, this, [this] { decide(LabelDecision::Accept); });
  connect(reject_, &QPushButton::clicked, this, [this] { decide(LabelDecision::Reject); });
  connect(next_, &QPushButton::clicked, list_, &MachineLabelList::goOn);
  connect(open_, &QPushButton::clicked, this, [this] { openCurrent(list_->current()); });
  connect(run_, &QPushButton::clicked, this, &MachineLabelsPanel::labellingRequested);
  connect(empty_, &EmptyState::clicked, this, [this] {
    if (filtered_) {
      showAll();
    } else {
      emit labellingRequested();
    }
  });
  connect(list_, &GridView::activated, this, &MachineLabelsPanel::openCurrent);
  connect(list_, &MachineLabelList::decided, this, &MachineLabelsPanel::decide);
  connect(list_, &GridView::selectionChanged, this, &MachineLabelsPanel::showCounts);
  connect(list_, &GridView::currentPositionChanged, this, &MachineLabelsPanel::showCounts);
  connect(&waiting_, &WaitingLabels::changed, this, &MachineLabelsPanel::showState);
  connect(&waiting_, &WaitingLabels::readingStarted, this, &MachineLabelsPanel::showState);
  connect(&decisions_, &LabelDecisions::told, this, &MachineLabelsPanel::told);
  connect(&decisions_, &LabelDecisions::madeInStore, this, &MachineLabelsPanel::madeInStore);
  connect(&project_, &ProjectService::labelsChanged, list_, &MachineLabelList::setLabels);
  connect(&project_, &ProjectService::opened, this, &MachineLabelsPanel::showAll);
}

void MachineLabelsPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  waiting_.setActive(true);
}

void MachineLabelsPanel::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  waiting_.setActive(false);
}

float MachineLabelsPanel::threshold() const {
  return static_cast<float>(threshold_->value()) / static_cast<float>(threshold_->maximum());
}

void MachineLabelsPanel::refilter() {
  waiting_.setFilter(
      {phrase_->text().trimmed(), static_cast<float>(least_->value()), order_->currentData().toBool()});
}

void MachineLabelsPanel::showAll() {
  const QSignalBlocker quiet(phrase_), still(least_);
  phrase_->clear();
  least_->setValue(least_->minimum());
  refilter();
}

void MachineLabelsPanel::decide(LabelDecision decision) {
  decisions_.decide(list_->chosen(), decision, give_->isChecked());
}

void MachineLabelsPanel::decideBulk(LabelDecision decision) {
  decisions_.decide(
      decision == LabelDecision::Accept ? waiting_.from(threshold()) : waiting_.below(threshold()), decision,
      give_->isChecked());
}

void MachineLabelsPanel::openCurrent(int position) {
  if (position < 0) return;
  const auto& label = list_->label(position);
  emit activated(label.image, label.region, label.box);
}

void MachineLabelsPanel::showState() {
  const bool any = !waiting_.shown().empty();
  stack_->setCurrentWidget(any ? static_cast<QWidget*>(list_) : empty_);
  filtered_ = !any && waiting_.waiting() > 0;
  if (filtered_) {
    empty_->show(QStringLiteral("filter"), tr("Nothing with these filters"), {}, tr("Show all"));
  } else if (!any && waiting_.reading()) {
    empty_->show(QStringLiteral("search"), tr("Reading machine labels…"), {});
  } else if (!any) {
    empty_->show(QStringLiteral("check"), tr("No machine labels wait"),
                 tr("Labelling by machine looks for what captions name. What it finds comes here, the "
                    "surest first, for you to accept or reject."),
                 tr("Label by machine…"));
  }
  run_->setVisible(any || filtered_);
  showCounts();
}

void MachineLabelsPanel::showCounts() {
  const QLocale locale;
  const auto shown = static_cast<int>(waiting_.shown().size());
  const int above = waiting_.countFrom(threshold());
  thresholdText_->setText(tr("Threshold %1").arg(locale.toString(threshold(), 'f', 3)));
  acceptAbove_->setText(tr("Accept %Ln above", nullptr, above));
  acceptAbove_->setEnabled(above > 0);
  rejectBelow_->setText(tr("Reject %Ln below", nullptr, shown - above));
  rejectBelow_->setEnabled(shown > above);
  QString text =
      shown == waiting_.waiting()
          ? tr("%Ln wait(s)", nullptr, shown)
          : tr("%1 of %2 waiting").arg(locale.toString(shown), locale.toString(waiting_.waiting()));
  if (list_->selectedCount() > 1) {
    text += QStringLiteral(" · ");
    text += tr("%Ln selected", nullptr, list_->selectedCount());
  }
  if (waiting_.reading()) {
    text += QStringLiteral(" · ");
    text += tr("reading…");
  }
  counts_->setText(text);
  for (auto* button : {accept_, reject_, next_, open_}) button->setEnabled(list_->current() >= 0);
}

}  // namespace cloc::ui
