// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluation reports side by side: figures with their differences to the first, accuracy by class, what is
// taken for what, the worst groundings, and what was left out. Reads the files itself, on pool threads; it
// knows nothing of jobs and opens no image itself (regionActivated).
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QWidget>
#include <filesystem>
#include <functional>
#include <vector>

#include "ui/evaluation/confusion_matrix.h"
#include "ui/evaluation/evaluation_models.h"
#include "ui/evaluation/examples_list.h"
#include "ui/evaluation/report.h"

namespace cloc::ui {

class EvaluationView : public QWidget {
  Q_OBJECT

 public:
  explicit EvaluationView(QWidget* parent = nullptr);

  // Adds a report, or replaces the one of this name. Answered by reportsChanged() or failed().
  void addReport(const QString& name, const std::filesystem::path& file);
  void removeReport(const QString& name);
  void clear();
  const std::vector<Report>& reports() const { return reports_; }
  // Which report confusion and groundings are of; the last one that was added, to begin with.
  int current() const { return current_; }
  void setCurrent(int report);
  // The differences are to this one: makes it the first.
  void setBaseline(int report);
  // All tables, one after the other. Answered by exported() or failed().
  void exportCsv(const std::filesystem::path& file);

 signals:
  void reportsChanged();
  // The user wants to see this region; box in original pixels.
  void regionActivated(const QString& path, const cloc::PixelBox& box);
  void exported(const QString& file);
  void failed(const QString& message);

 private:
  struct Part {  // a page that not every report has
    QStackedWidget* pages;
    QLabel* missing;
  };

  QWidget* buildHeader();
  QTableView* makeTable(QAbstractItemModel* model, bool sortable);
  QWidget* buildClasses();
  QWidget* buildConfusion();
  QWidget* buildGroundings();
  Part makePart(QWidget* content, const QString& missing);
  void arrived(const Report& report);
  void update();
  void rebuildChips();
  void showPair(const QString& truth, const QString& predicted);
  void askFile();
  std::string csv() const;
  void post(std::function<void()> work, std::function<void()> done);

  std::vector<Report> reports_;
  int current_ = 0;
  QStackedWidget* pages_;
  QWidget* chips_;
  QToolButton* baseline_;
  QLabel* summary_;
  QTabWidget* tabs_;
  MeasuresModel* measures_;
  ClassesModel* classes_;
  ConfusionModel* confusion_;
  SkippedModel* skipped_;
  QLineEdit* class_filter_;
  QTableView* pairs_;
  ConfusionMatrix* matrix_;
  QLabel* pair_title_;
  ExamplesList *examples_, *groundings_;
  Part class_part_, confusion_part_, grounding_part_;
};

}  // namespace cloc::ui
