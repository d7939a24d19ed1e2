// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/display_panel.h"

#include <QComboBox>
#include <QFormLayout>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <algorithm>
#include <cmath>

namespace cloc::ui {
namespace {

constexpr int kSteps = 1000;      // of black and white: shares of the greatest value
constexpr int kPercent = 100;     // of brightness and contrast
constexpr double kGammaSpan = 3;  // the slider is log2(gamma) from -3 to 3, in hundredths

}  // namespace

DisplayPanel::DisplayPanel(QWidget* parent) : QFrame(parent), range_(new QComboBox(this)) {
  setObjectName(QStringLiteral("displayPanel"));
  setFrameShape(QFrame::StyledPanel);
  setAutoFillBackground(true);
  setFixedWidth(280);
  auto* layout = new QFormLayout(this);
  range_->addItem(tr("Standard"), static_cast<int>(DisplaySettings::Range::Standard));
  range_->addItem(tr("All values"), static_cast<int>(DisplaySettings::Range::Full));
  range_->addItem(tr("The picture's own (0.5 to 99.5 %)"), static_cast<int>(DisplaySettings::Range::Auto));
  range_->addItem(tr("By hand"), static_cast<int>(DisplaySettings::Range::Manual));
  range_->setToolTip(
      tr("Which values are shown, from black to white. Standard: 16-bit pictures by their own values"));
  layout->addRow(tr("Values"), range_);
  black_ = addSlider(tr("Black"), 0, kSteps, layout);
  white_ = addSlider(tr("White"), 0, kSteps, layout);
  brightness_ = addSlider(tr("Brightness"), -kPercent, kPercent, layout);
  contrast_ = addSlider(tr("Contrast"), -kPercent, kPercent, layout);
  gamma_ =
      addSlider(tr("Gamma"), static_cast<int>(-100 * kGammaSpan), static_cast<int>(100 * kGammaSpan), layout);
  auto* standard = new QPushButton(tr("As delivered"), this);
  layout->addRow(standard);
  connect(standard, &QPushButton::clicked, this, &DisplayPanel::reset);
  connect(range_, &QComboBox::currentIndexChanged, this, &DisplayPanel::read);
  showSettings(settings_);
}

QSlider* DisplayPanel::addSlider(const QString& name, int least, int most, QFormLayout* layout) {
  auto* slider = new QSlider(Qt::Horizontal, this);
  slider->setRange(least, most);
  slider->setAccessibleName(name);
  layout->addRow(name, slider);
  connect(slider, &QSlider::valueChanged, this, &DisplayPanel::read);
  return slider;
}

void DisplayPanel::setSettings(const DisplaySettings& settings) {
  showSettings(settings);
  if (settings == settings_) return;
  settings_ = settings;
  emit changed(settings_);
}

void DisplayPanel::showSettings(const DisplaySettings& settings) {
  const QSignalBlocker a(range_), b(black_), c(white_), d(brightness_), e(contrast_), f(gamma_);
  range_->setCurrentIndex(range_->findData(static_cast<int>(settings.range)));
  black_->setValue(static_cast<int>(std::lround(settings.black * kSteps)));
  white_->setValue(static_cast<int>(std::lround(settings.white * kSteps)));
  brightness_->setValue(static_cast<int>(std::lround(settings.brightness * kPercent)));
  contrast_->setValue(static_cast<int>(std::lround(settings.contrast * kPercent)));
  gamma_->setValue(static_cast<int>(std::lround(std::log2(settings.gamma) * 100)));
  const bool manual = settings.range == DisplaySettings::Range::Manual;
  black_->setEnabled(manual);
  white_->setEnabled(manual);
}

void DisplayPanel::read() {
  DisplaySettings now;
  now.range = static_cast<DisplaySettings::Range>(range_->currentData().toInt());
  // Black stays below white, whichever is moved.
  const int black = std::min(black_->value(), kSteps - 1);
  now.black = static_cast<double>(black) / kSteps;
  now.white = static_cast<double>(std::max(white_->value(), black + 1)) / kSteps;
  now.brightness = static_cast<double>(brightness_->value()) / kPercent;
  now.contrast = static_cast<double>(contrast_->value()) / kPercent;
  now.gamma = std::exp2(static_cast<double>(gamma_->value()) / 100);
  setSettings(now);
}

}  // namespace cloc::ui
