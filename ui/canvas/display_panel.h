// SPDX-License-Identifier: GPL-3.0-or-later
// How the pixels are shown: the range of values from black to white (for 16-bit pictures), brightness,
// contrast and gamma. A small panel that floats beside the canvas; it changes nothing in the file.
#pragma once

#include <QFrame>

#include "ui/canvas/tone_curve.h"

class QComboBox;
class QFormLayout;
class QSlider;

namespace cloc::ui {

class DisplayPanel : public QFrame {
  Q_OBJECT

 public:
  explicit DisplayPanel(QWidget* parent = nullptr);

  const DisplaySettings& settings() const { return settings_; }
  void setSettings(const DisplaySettings& settings);

 public slots:
  void reset() { setSettings({}); }

 signals:
  void changed(const cloc::ui::DisplaySettings& settings);

 private:
  QSlider* addSlider(const QString& name, int least, int most, QFormLayout* layout);
  void read();
  void showSettings(const DisplaySettings& settings);

  DisplaySettings settings_;
  QComboBox* range_;
  QSlider *black_, *white_, *brightness_, *contrast_, *gamma_;
};

}  // namespace cloc::ui
