// SPDX-License-Identifier: GPL-3.0-or-later
// What the import and export dialogs have to know before they start a job: which formats there are, what is
// at a path, what an export would write. Each is found out on threads of its own, with a connection to the
// project of its own. Functions are called in the window's thread and return at once; answers are signals. Of
// each kind the newest question alone is answered.
#pragma once

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <filesystem>
#include <functional>
#include <vector>

#include "core/base/progress.h"
#include "core/data/contents.h"
#include "core/store/project_reader.h"

namespace cloc::ui {

// A data::Format, without its functions.
struct FormatInfo {
  QString id, name, description;
  data::Holds holds;
  bool writes = false;
};

struct CountedName {
  QString name;
  qint64 count = 0;
};

class DatasetChecks : public QObject {
  Q_OBJECT

 public:
  explicit DatasetChecks(QObject* parent = nullptr);
  ~DatasetChecks() override;  // cancels, and waits for one image

  // Answered by formatsListed(), or failed().
  void listFormats();
  // Answered by recognised(), or notRecognised() with the reason.
  void recognise(const QString& path);
  // The labels of a project with their regions, and the splits with their images. Answered by namesListed(),
  // or failed().
  void listNames(const std::filesystem::path& project);
  // What an export with this filter writes. Answered by counting() as it goes on, and counted() or
  // countFailed().
  void count(const std::filesystem::path& project, const store::ReadFilter& filter);
  void cancelCounting();

 signals:
  void formatsListed(const std::vector<cloc::ui::FormatInfo>& formats);
  void recognised(const QString& path, const QString& formatId);
  void notRecognised(const QString& path, const QString& message);
  void namesListed(const std::vector<cloc::ui::CountedName>& labels,
                   const std::vector<cloc::ui::CountedName>& splits);
  void counting(qint64 done, qint64 total);
  void counted(const cloc::data::Contents& contents);
  void countFailed(const QString& message);
  void failed(const QString& message);

 private:
  // One kind of question; `number` is that of the newest.
  struct Question {
    quint64 number = 0;
    CancelToken cancel;
  };
  static void drop(Question& question);
  // `ask`, in a worker, returns what is to be called in the window's thread. An exception goes to `fail`.
  using Tell = std::function<void()>;
  using Ask = std::function<Tell(const ProgressSink& progress, const CancelToken& cancel)>;
  void start(Question& question, Ask ask, std::function<void(const QString&)> fail);

  Question formats_, recognise_, names_, count_;
  QThreadPool pool_;
};

}  // namespace cloc::ui
