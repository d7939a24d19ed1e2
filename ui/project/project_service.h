// SPDX-License-Identifier: GPL-3.0-or-later
// The project for the window: every question and every edit goes to the store on a thread of its own, and the
// answers come back as signals, so that the window never waits for a disk. Functions are called in the
// window's thread and return at once.
//
// Edits are written in the order they were made, each as one transaction with the record that undoing needs,
// also after a restart (core/store/edits.h). What is not written yet is counted in pending(); an edit that
// fails is reported with the reason, and the window shows it and reloads the image's regions and the steps.
//
// Others may work on the same project: other people where it is shared, other programs and windows where it
// is in a file. The service looks twice a second what they have done (othersChanged()); an edit of a region
// that they have changed first is not written but told with both sides (conflicted()). When the server of a
// shared project is gone, edits wait and are written when it is back; connectionLost() and connectionBack()
// say so.
//
// Answers are about the project that was open when they were asked for: those that come after close(), open()
// or create() are dropped. What was asked to be written is written all the same.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <QThread>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/store/edits.h"
#include "core/store/project.h"
#include "core/store/watch.h"
#include "ui/project/region_edit.h"

namespace cloc::ui {

struct ProjectSummary {
  std::filesystem::path folder;
  QString name;
  store::Counts counts;
  bool read_only = false;
  QString server = {};  // of a shared project: where it is, for people
};

class ProjectWorker;

class ProjectService : public QObject {
  Q_OBJECT

 public:
  explicit ProjectService(QObject* parent = nullptr);
  ~ProjectService() override;  // writes what is pending first

  // Closes the project that is open. Answered by opened(), then imagesLoaded() in chunks, labelsChanged(); or
  // openFailed().
  void open(const std::filesystem::path& project);
  // Makes the project, imports `data` (a folder of images, COCO JSON, ...) and opens it. Progress by
  // creating().
  void create(const std::filesystem::path& project, const std::filesystem::path& data);
  // The same for a shared project, made on the server or joined there. `data` may be empty.
  void createShared(const std::filesystem::path& project, const store::ServerAddress& server,
                    const std::filesystem::path& data);
  void cancelCreating();
  void close();

  // Answered by verifiedLoaded() and regionsLoaded(); only the newest request is.
  void loadRegions(store::ImageId image);
  // These regions as they are now, by their ids in the store (search results have those) and with the
  // window's keys, for editing; those that are gone are left out. `done` as of post().
  void findRegions(const std::vector<store::RegionId>& ids, QObject* receiver,
                   std::function<void(const std::vector<store::Region>&)> done);
  // What was done to the region with this key, the oldest first (store::Edits::history). `done` as of post().
  void readHistory(store::RegionId key, QObject* receiver,
                   std::function<void(const std::vector<store::RegionEvent>&)> done);
  // In a project that is open to read only, nothing but editFailed() comes of this, undo() and redo().
  void apply(const EditStep& step);
  // A step of so many regions that the window would be held by them: `make` is called in the store's thread,
  // with the store's ids, and what it returns is written as the step `text`; nothing when it is empty.
  // Answered as apply() is, then by `done` as of post(), also where it failed: regions and steps are to be
  // loaded again then.
  void applyMade(const QString& text, std::function<store::Changes(store::Project&)> make, QObject* receiver,
                 std::function<void()> done);
  // The step of this key. `answer`: stepTurned() tells what was done, for a step whose edits the window does
  // not have; nothing when it failed.
  void undo(std::int64_t step, bool answer);
  void redo(std::int64_t step, bool answer);
  // Answered by stepsLoaded(): the newest kStepsLoaded of either kind; or by stepsFailed().
  static constexpr int kStepsLoaded = 500;
  void loadSteps();
  // No steps, but kept. Nothing happens in a project that is open to read only.
  void setLocked(const std::vector<store::RegionId>& keys, bool locked);
  void setHidden(const std::vector<store::RegionId>& keys, bool hidden);
  // After another program (an import) has changed the project: answered by labelsChanged(), countsChanged()
  // and imagesLoaded() with the images that are new. Regions and steps are asked for as ever.
  void reload();
  // Answered by labelsChanged(), with the new one in it.
  void addLabel(const QString& name);
  // For anything else (jobs, models, captions): `work` runs in the store's thread after what was asked
  // before; `done` in the window's thread, unless `receiver` is gone by then or the project has been closed.
  // An Error that `work` throws goes to failed().
  void post(std::function<void(store::Project&)> work, QObject* receiver = nullptr,
            std::function<void()> done = {});

  bool isOpen() const { return summary_.has_value(); }
  const std::optional<ProjectSummary>& summary() const { return summary_; }
  const std::vector<store::Label>& labels() const { return labels_; }
  int pending() const { return pending_; }
  // A key for a region or a step that the store does not have yet.
  std::int64_t newKey() { return --lastKey_; }

 signals:
  void opened(const cloc::ui::ProjectSummary& summary);
  void openFailed(const QString& message);
  // Instead of openFailed(): the server of this shared project wants a password, or another one. libpq takes
  // it from the environment's PGPASSWORD.
  void passwordWanted(const std::filesystem::path& project, const QString& message);
  void closed();
  void creating(const QString& stage, qint64 done, qint64 total);
  // What an import left out or changed, for people; empty when nothing.
  void created(const QString& report);
  void imagesLoaded(const std::vector<cloc::store::Image>& chunk, bool last);
  void regionsLoaded(cloc::store::ImageId image, const std::vector<cloc::store::Region>& regions);
  void verifiedLoaded(cloc::store::ImageId image, bool verified);
  void labelsChanged(const std::vector<cloc::store::Label>& labels);
  // summary() has the new ones.
  void countsChanged(const cloc::store::Counts& counts);
  // Once after opened(), then as the answer to loadSteps().
  void stepsLoaded(const cloc::ui::StepList& steps);
  // Besides failed(), which has the reason.
  void stepsFailed();
  void stepTurned(const cloc::ui::RegionEdits& edits);
  // Regions of these images, or whether they are verified, have been written.
  void regionsChanged(const std::vector<cloc::store::ImageId>& images);
  // Regions of images that the step does not name have got another label.
  void manyRegionsChanged();
  void splitsChanged();
  void pendingChanged(int pending);
  void editFailed(const QString& message);
  // Instead of editFailed().
  void conflicted(const cloc::ui::EditConflict& conflict);
  // After what shows it: labelsChanged(), imagesLoaded(), countsChanged(), regionsChanged(), ...
  void othersChanged(const cloc::store::News& news);
  // What is made from now on is pending until connectionBack().
  void connectionLost(const QString& message);
  void connectionBack();
  void failed(const QString& message);

 private:
  friend class ProjectWorker;
  // Called in the window's thread by what the worker posts; for another project than `generation` it is not,
  // but for editDone(), which counts.
  void setOpened(const ProjectSummary& summary, const std::vector<store::Label>& labels);
  void setRegions(const store::Image& image, const std::vector<store::Region>& regions);
  void setSteps(const StepList& steps);
  void setLabels(const std::vector<store::Label>& labels);
  void setCounts(const store::Counts& counts);
  void editDone(std::uint64_t generation, const std::vector<store::ImageId>& images, const QString& failure,
                const std::optional<EditConflict>& conflict);
  void setNews(const store::News& news);
  void postToWorker(std::function<void()> work);
  void postTurn(std::int64_t step, bool undo, bool answer);
  // Says so when the project is open to read only.
  bool refuse();
  // One edit, counted in pending().
  void postEdit(std::function<void()> work);

  QThread thread_;
  ProjectWorker* worker_;  // lives in thread_
  std::optional<ProjectSummary> summary_;
  std::vector<store::Label> labels_;
  CancelToken creating_;
  std::shared_ptr<std::atomic<store::ImageId>> wantedImage_;  // whose regions are to be read
  // Of the project that is open or being opened: each gets a number of its own, also when it is the same
  // folder again.
  std::uint64_t generation_ = 0;
  // The same, for the worker: it gives up waiting for a server when the project is not wanted any more.
  std::shared_ptr<std::atomic<std::uint64_t>> wantedGeneration_;
  int pending_ = 0;
  bool refusing_ = false;  // it will be said
  std::int64_t lastKey_ = 0;
};

}  // namespace cloc::ui
