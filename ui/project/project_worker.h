// SPDX-License-Identifier: GPL-3.0-or-later
// The half of ProjectService that lives in the store's thread: owns the connection, and translates the
// window's keys of regions to the store's ids. Nobody else uses it.
#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/base/progress.h"
#include "core/store/edits.h"
#include "core/store/project.h"
#include "core/store/watch.h"
#include "ui/project/project_service.h"

namespace cloc::ui {

class ProjectWorker : public QObject {
  Q_OBJECT

 public:
  explicit ProjectWorker(ProjectService* service) : service_(service) {}

  void open(const std::filesystem::path& folder);
  // On `server`, where there is one; `data` may be empty then.
  void create(const std::filesystem::path& folder, const std::filesystem::path& data,
              const std::optional<store::ServerAddress>& server, const CancelToken& cancel);
  // What is done from now on, and its answers, belongs to `generation`.
  void close(std::uint64_t generation);
  void readRegions(store::ImageId image);
  // With keys; those that are not there are left out.
  std::vector<store::Region> regionsByIds(const store::Project& project,
                                          const std::vector<store::RegionId>& ids) const;
  // Of the region with this key; its boxes and labels as the store has them.
  std::vector<store::RegionEvent> history(store::Project& project, store::RegionId key) const;
  void apply(const EditStep& step);
  void applyMade(const QString& text, const std::function<RegionEdits(store::Project&)>& make);
  void turn(std::int64_t key, bool undo, bool answer);
  void readSteps();
  void reload();
  void setFlag(void (store::Project::*set)(std::span<const store::RegionId>, bool),
               const std::vector<store::RegionId>& keys, bool value);
  void addLabel(const QString& name);
  void run(const std::function<void(store::Project&)>& work, std::function<void()> done);

 private:
  // Throws Error{InvalidInput} when no project is open.
  store::Project& project();
  std::int64_t idOf(std::int64_t key) const;
  std::int64_t keyOf(store::RegionId id) const;
  // Throws Error{NotFound} for a step that was not written.
  store::EditId stepOf(std::int64_t key) const;
  // Those that were not sent yet.
  void sendImages();
  // What a step did beside what the images that it names show.
  void tellOfMany(const RegionEdits& changes);
  // Runs `write` and tells the window that the edit is done, or why not. `step`: of which a conflict would
  // be.
  using Write = std::function<std::vector<store::ImageId>()>;
  void edit(const Write& write, const EditStep* step = nullptr);
  // Again and again while the server is gone, until the window has left the project.
  std::vector<store::ImageId> patiently(const Write& write);
  EditConflict conflictOf(const EditStep& step, std::vector<store::RegionConflict> regions) const;
  bool wanted() const { return *service_->wantedGeneration_ == generation_; }
  void tellLost(const QString& text);
  void tellConnected();
  // What others have done.
  void look();

  template <class Signal>
  void toWindow(Signal&& signal);
  void tellFailed(const QString& text);

  ProjectService* service_;
  std::uint64_t generation_ = 0;  // as of ProjectService, when it posted what is being done
  std::unique_ptr<store::Project> project_;
  std::optional<store::Watch> watch_;  // of project_
  QTimer* looking_ = nullptr;
  bool lost_ = false;  // the server, and the window knows it
  store::ImageId lastSent_ = 0;
  std::unordered_map<std::int64_t, store::RegionId> ids_;   // by key, where they differ
  std::unordered_map<store::RegionId, std::int64_t> keys_;  // the way back
  std::unordered_map<std::int64_t, store::EditId> steps_;   // by key, where they differ
};

}  // namespace cloc::ui
