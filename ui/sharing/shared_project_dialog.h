// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for a project that several people share on a PostgreSQL database: which server, which project there or
// a new one, and where one's own folder with the images is. The connection is tried before anything is made.
#pragma once

#include <QDialog>
#include <filesystem>
#include <optional>

#include "core/store/server_check.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace cloc::ui {

class SharedProjectDialog : public QDialog {
  Q_OBJECT

 public:
  explicit SharedProjectDialog(QWidget* window);

 signals:
  // The password, where one was given, is in the environment's PGPASSWORD by then, for this program and the
  // jobs that it starts; it is kept nowhere.
  void projectChosen(const std::filesystem::path& folder, const cloc::store::ServerAddress& server);

 private:
  void test();
  void showReport(const store::ServerAddress& address, const store::ServerReport& report);
  void showResult(const QString& text, bool good);
  void update();
  void choose();
  std::filesystem::path folder() const;
  // The project of the server that the user has named; absent for a new one.
  std::optional<store::ServerReport::Project> known() const;

  QLineEdit *url_, *password_, *folder_;
  QComboBox* project_;
  QLabel *result_, *outcome_;
  QPushButton *test_, *open_;
  // Of the URL that was tried and has not been changed since.
  std::optional<store::ServerAddress> address_;
  store::ServerReport report_;
  quint64 tries_ = 0;
};

}  // namespace cloc::ui
