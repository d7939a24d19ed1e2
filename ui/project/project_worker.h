// SPDX-License-Identifier: GPL-3.0-or-later
// The half of ProjectService that lives in the store's thread: owns the connection, and translates the
// window's keys of regions to the store's ids. Nobody else uses it.
#pragma once

#include <QObject>
#include <functional>
#include <memory>
#include <unordered_map>

#include "core/base/progress.h"
#include "core/store/project.h"
#include "ui/project/project_service.h"

namespace cloc::ui {

class ProjectWorker : public QObject {
  Q_OBJECT

 public:
  explicit ProjectWorker(ProjectService* service) : service_(service) {}

  void open(const std::filesystem::path& folder);
  void create(const std::filesystem::path& folder, const std::filesystem::path& data,
              const CancelToken& cancel);
  void close();
  void readRegions(store::ImageId image);
  // With keys; those that are not there are left out.
  std::vector<store::Region> regionsByIds(const store::Project& project,
                                          const std::vector<store::RegionId>& ids) const;
  void apply(const RegionEdits& edits);
  void addLabel(const QString& name);
  void run(const std::function<void(store::Project&)>& work, const std::function<void(const QString&)>& done);

 private:
  // Throws Error{InvalidInput} when no project is open.
  store::Project& project();
  std::int64_t idOf(std::int64_t key) const;
  std::int64_t keyOf(store::RegionId id) const;
  void sendImages();

  template <class Signal>
  void toWindow(Signal&& signal);

  ProjectService* service_;
  std::unique_ptr<store::Project> project_;
  std::unordered_map<std::int64_t, store::RegionId> ids_;   // by key, where they differ
  std::unordered_map<store::RegionId, std::int64_t> keys_;  // the way back
};

}  // namespace cloc::ui
