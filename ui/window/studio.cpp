// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/studio.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QElapsedTimer>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTimer>
#include <QTranslator>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "ui/settings/settings_dialog.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"
#include "ui/window/studio_application.h"

static void loadTranslations() {
  Q_INIT_RESOURCE(translations);
}

namespace cloc::ui {
void installTranslations(QApplication& application, const QLocale& locale) {
  loadTranslations();
  for (auto* before :
       application.findChildren<QTranslator*>(QStringLiteral("cloc"), Qt::FindDirectChildrenOnly))
    delete before;
  for (const auto& [name, folder] :
       {std::pair{QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)},
        std::pair{QStringLiteral("studio"), QStringLiteral(":/cloc/translations")}}) {
    auto* translator = new QTranslator(&application);
    translator->setObjectName(QStringLiteral("cloc"));
    if (translator->load(locale, name, QStringLiteral("_"), folder))
      QApplication::installTranslator(translator);
  }
}

QStringList translatedLanguages() {
  loadTranslations();
  QStringList codes;
  for (const QString& file : QDir(QStringLiteral(":/cloc/translations")).entryList({"studio_*.qm"})) {
    const QString code = file.section(QLatin1Char('_'), 1).section(QLatin1Char('.'), 0, 0);
    if (code != QLatin1String("en")) codes << code;
  }
  return codes;
}

int runStudio(int argc, char** argv, EngineService::Factory engine) {
  QElapsedTimer clock;
  clock.start();
  StudioApplication application(argc, argv);
  QApplication::setOrganizationName(QStringLiteral("CLOC Studio"));
  QApplication::setApplicationName(QStringLiteral("cloc-studio"));
  QApplication::setApplicationDisplayName(QStringLiteral("CLOC Studio"));
  QApplication::setApplicationVersion(QStringLiteral(CLOC_VERSION));

  const QString chosen = SettingsDialog::storedLanguage();
  installTranslations(application, chosen.isEmpty() ? QLocale() : QLocale(chosen));
  QCommandLineParser parser;
  parser.setApplicationDescription(QApplication::translate("Studio", "Looks into images by region."));
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addPositionalArgument(
      QStringLiteral("PATH"),
      QApplication::translate("Studio", "A project, a folder of images or a data set"),
      QStringLiteral("[PATH]"));
  const QCommandLineOption language(QStringLiteral("language"),
                                    QApplication::translate("Studio", "Language of the window, e.g. de"),
                                    QStringLiteral("code"));
  const QCommandLineOption times(
      QStringLiteral("startup-times"),
      QApplication::translate("Studio", "Print when the window was there and ready, and quit"));
  parser.addOptions({language, times});
  parser.process(application);

  if (parser.isSet(language)) installTranslations(application, QLocale(parser.value(language)));
  applyTheme(application, SettingsDialog::storedScheme());
  SettingsDialog::useStoredUser();

  MainWindow::Options options;
  options.cli = std::filesystem::path(QApplication::applicationDirPath().toStdString()) / "cloc-cli";
  options.engine = std::move(engine);
  options.demoFolder = std::filesystem::path(QDir::homePath().toStdString()) / "cloc-demo";
  MainWindow window(options);
  window.show();
  if (parser.isSet(times)) {
    QTimer::singleShot(0, &window,
                       [&] { std::printf("window %lld ms\n", static_cast<long long>(clock.elapsed())); });
    QObject::connect(&window, &MainWindow::ready, &application, [&] {
      std::printf("ready %lld ms\n", static_cast<long long>(clock.elapsed()));
      QApplication::quit();
    });
  }
  // After the first paint.
  const auto arguments = parser.positionalArguments();
  if (!arguments.isEmpty()) {
    QTimer::singleShot(0, &window,
                       [&window, path = arguments.first()] { window.openPath(path.toStdString()); });
  }
  return QApplication::exec();
}

}  // namespace cloc::ui
