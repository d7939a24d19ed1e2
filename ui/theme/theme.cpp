// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>
#include <array>
#include <cmath>

#include "ui/theme/icon_engine.h"

// The resources are in a static library: without this they would be left out. Outside any namespace, as Qt
// wants it.
static void loadIcons() {
  Q_INIT_RESOURCE(icons);
}

namespace cloc::ui {
namespace {

struct Colours {
  QRgb window, base, alternate, raised, border, text, muted, disabled, accent, good, warning, bad, canvas;
};
constexpr Colours kLight{0xfff4f5f7, 0xffffffff, 0xfff8f9fa, 0xffffffff, 0xffd5d8dd, 0xff1c1f24, 0xff646b76,
                         0xffa3a9b2, 0xff1666c9, 0xff1b7f45, 0xff9a6200, 0xffc0322b, 0xffe3e5e9};
constexpr Colours kDark{0xff1e2024, 0xff17191c, 0xff1b1d21, 0xff2a2d33, 0xff363a42, 0xffe4e6ea, 0xff9aa1ac,
                        0xff646a75, 0xff5aa2f5, 0xff56bf80, 0xffdfa53c, 0xffee6d64, 0xff101113};

bool dark = false;

// Before any palette of ours: what the desktop says.
bool desktopIsDark() {
  static const bool value = [] {
    const QPalette palette = QApplication::style()->standardPalette();
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
  }();
  return value;
}

const Colours& colours() {
  return dark ? kDark : kLight;
}

QPalette makePalette(const Colours& c) {
  QPalette palette;
  const auto set = [&](QPalette::ColorRole role, QRgb value) {
    palette.setColor(role, QColor::fromRgb(value));
  };
  set(QPalette::Window, c.window);
  set(QPalette::WindowText, c.text);
  set(QPalette::Base, c.base);
  set(QPalette::AlternateBase, c.alternate);
  set(QPalette::Text, c.text);
  set(QPalette::Button, c.raised);
  set(QPalette::ButtonText, c.text);
  set(QPalette::BrightText, c.bad);
  set(QPalette::ToolTipBase, c.raised);
  set(QPalette::ToolTipText, c.text);
  set(QPalette::PlaceholderText, c.muted);
  set(QPalette::Highlight, c.accent);
  palette.setColor(QPalette::HighlightedText, textOn(QColor::fromRgb(c.accent)));
  set(QPalette::Link, c.accent);
  set(QPalette::Mid, c.border);
  set(QPalette::Midlight, c.border);
  set(QPalette::Dark, c.border);
  set(QPalette::Light, c.raised);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, QColor::fromRgb(c.disabled));
  }
  palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor::fromRgb(c.border));
  return palette;
}

QString styleSheet(const Colours& c) {
  const auto name = [](QRgb value) { return QColor::fromRgb(value).name(); };
  return QStringLiteral(R"(
    QMainWindow::separator { background: %1; width: 1px; height: 1px; }
    QDockWidget { titlebar-close-icon: none; font-weight: 600; }
    QDockWidget::title { background: %2; padding: 6px 8px; border-bottom: 1px solid %1; }
    QToolBar { border: none; border-bottom: 1px solid %1; padding: 3px; spacing: 2px; background: %2; }
    QToolButton { border: none; border-radius: 4px; padding: 4px; }
    QToolButton:hover { background: %1; }
    QToolButton:checked { background: %1; }
    QStatusBar { border-top: 1px solid %1; background: %2; }
    QStatusBar::item { border: none; }
    QLineEdit, QPlainTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
      border: 1px solid %1; border-radius: 4px; padding: 3px 6px; background: %3; selection-background-color: %4; }
    QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border-color: %4; }
    QPushButton { border: 1px solid %1; border-radius: 4px; padding: 5px 12px; background: %5; }
    QPushButton:hover { border-color: %4; }
    QPushButton:focus { border-color: %4; }
    QPushButton:default { background: %4; color: %6; border-color: %4; }
    QPushButton:disabled { color: %7; }
    QTabBar::tab { padding: 6px 12px; border: none; border-bottom: 2px solid transparent; color: %8; }
    QTabBar::tab:selected { color: %9; border-bottom-color: %4; }
    QTabWidget::pane { border: none; border-top: 1px solid %1; }
    QListView, QTableView, QTreeView, QScrollArea { border: none; }
    QHeaderView::section { background: %2; border: none; border-bottom: 1px solid %1; padding: 4px 6px; color: %8; }
    QProgressBar { border: none; border-radius: 3px; background: %1; text-align: center; max-height: 6px; }
    QProgressBar::chunk { background: %4; border-radius: 3px; }
    QComboBox::drop-down { border: none; width: 20px; }
    QComboBox::down-arrow { image: url(:/cloc/icons/arrow-down.svg); width: 11px; height: 11px; }
    QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
      border: none; width: 16px; background: transparent; }
    QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(:/cloc/icons/arrow-up.svg); width: 9px; height: 9px; }
    QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
      image: url(:/cloc/icons/arrow-down.svg); width: 9px; height: 9px; }
    QCheckBox::indicator:unchecked { border: 1px solid %8; border-radius: 3px; background: %3; width: 12px; height: 12px; }
    QScrollBar:vertical { background: transparent; width: 11px; margin: 0; }
    QScrollBar:horizontal { background: transparent; height: 11px; margin: 0; }
    QScrollBar::handle { background: %1; border-radius: 4px; margin: 2px; }
    QScrollBar::handle:vertical { min-height: 28px; }
    QScrollBar::handle:horizontal { min-width: 28px; }
    QScrollBar::handle:hover { background: %7; }
    QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
    QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
    #commandPalette, #labelPicker, #displayPanel { background: %5; border: 1px solid %7; border-radius: 6px; }
    #commandPalette QListView, #labelPicker QListView { background: %5; }
    QToolTip { border: 1px solid %1; padding: 3px 5px; }
    QMenu { border: 1px solid %1; padding: 4px; background: %5; }
    QMenu::item { padding: 5px 22px; border-radius: 3px; }
    QMenu::item:selected { background: %4; color: %6; }
    QMenu::separator { height: 1px; background: %1; margin: 4px 6px; }
  )")
      .arg(name(c.border), name(c.window), name(c.base), name(c.accent), name(c.raised),
           textOn(QColor::fromRgb(c.accent)).name(), name(c.disabled), name(c.muted), name(c.text));
}

double luminance(const QColor& colour) {
  const auto linear = [](double value) {
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

}  // namespace

void applyTheme(QApplication& application, Scheme scheme) {
  loadIcons();
  static const bool desktop = desktopIsDark();
  dark = scheme == Scheme::Dark || (scheme == Scheme::System && desktop);
  static const bool styled = [] {
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    return true;
  }();
  (void)styled;
  QApplication::setPalette(makePalette(colours()));
  application.setStyleSheet(styleSheet(colours()));
}

bool isDark() {
  return dark;
}

QColor tone(Tone tone) {
  const Colours& c = colours();
  switch (tone) {
    case Tone::Accent:
      return QColor::fromRgb(c.accent);
    case Tone::Good:
      return QColor::fromRgb(c.good);
    case Tone::Warning:
      return QColor::fromRgb(c.warning);
    case Tone::Bad:
      return QColor::fromRgb(c.bad);
    case Tone::Border:
      return QColor::fromRgb(c.border);
    case Tone::Muted:
      return QColor::fromRgb(c.muted);
    case Tone::Canvas:
      return QColor::fromRgb(c.canvas);
    case Tone::Raised:
      return QColor::fromRgb(c.raised);
  }
  return {};
}

QColor seriesColour(std::int64_t number) {
  constexpr std::array<QRgb, 7> kOkabeIto{0xffe69f00, 0xff56b4e9, 0xff009e73, 0xfff0e442,
                                          0xff3d8fd1, 0xffd55e00, 0xffcc79a7};
  const auto count = static_cast<std::int64_t>(kOkabeIto.size());
  const auto place = ((number % count) + count) % count;
  const auto turn = static_cast<int>(std::abs(number / count) % 8);
  const QColor first = QColor::fromRgb(kOkabeIto[static_cast<std::size_t>(place)]);
  if (turn == 0) return first;
  return QColor::fromHsv((std::max(0, first.hsvHue()) + turn * 23) % 360,
                         std::clamp(first.hsvSaturation() - 25 * (turn % 3), 90, 255),
                         std::clamp(first.value() + 12 * (turn % 2), 150, 255));
}

QColor textOn(const QColor& background) {
  const double l = luminance(background);
  // (l + .05) / .05 against black, 1.05 / (l + .05) against white.
  return (l + 0.05) / 0.05 > 1.05 / (l + 0.05) ? QColor(Qt::black) : QColor(Qt::white);
}

QIcon icon(const QString& name) {
  loadIcons();
  QFile file(QStringLiteral(":/cloc/icons/%1.svg").arg(name));
  if (!file.open(QIODevice::ReadOnly)) {
    qFatal("There is no icon '%s' in resources/icons.", qPrintable(name));
  }
  return QIcon(new IconEngine(file.readAll()));
}

}  // namespace cloc::ui
