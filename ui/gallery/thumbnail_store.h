// SPDX-License-Identifier: GPL-3.0-or-later
// Thumbnails on disk: thumbnails.sqlite in the project's folder of that name, apart from project.sqlite and
// of no value: deleted or damaged, it is made again. Where it cannot be written, thumbnails are kept in
// memory only. Used by the threads of ThumbnailCache.
#pragma once

#include <QByteArray>
#include <QSqlDatabase>
#include <QSqlError>
#include <QString>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "core/store/project.h"

namespace cloc::ui {

// The folder, shared by the connections of several threads.
class ThumbnailFolder {
 public:
  // `say` is called from any thread, once at most, with what keeps thumbnails from being written.
  ThumbnailFolder(std::filesystem::path folder, std::function<void(const QString&)> say);

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path file() const { return folder_ / "thumbnails.sqlite"; }
  // How a thumbnail is named: relative to the folder that holds the project when it lies below, so that
  // project and images may be moved together.
  QByteArray nameOf(const std::filesystem::path& image) const;

  // Removes the damaged file that a connection of generation `seen` found; false when that was done once
  // already and did not help.
  bool removeDamaged(int seen);
  int generation() const;
  void cannotWrite(const QString& reason);

 private:
  const std::filesystem::path folder_;
  const std::function<void(const QString&)> say_;
  mutable std::mutex mutex_;
  int generation_ = 0;  // of the file: one more each time it is removed
  bool said_ = false;
};

// One connection; belongs to the thread that makes it. Nothing here throws: a store that fails has no
// thumbnails.
class ThumbnailStore {
 public:
  explicit ThumbnailStore(std::shared_ptr<ThumbnailFolder> folder);
  ~ThumbnailStore();
  ThumbnailStore(const ThumbnailStore&) = delete;
  ThumbnailStore& operator=(const ThumbnailStore&) = delete;

  // Absent when there is none of the file as it is now.
  std::optional<QByteArray> find(const std::filesystem::path& image, const store::FileStamp& stamp);
  void put(const std::filesystem::path& image, const store::FileStamp& stamp, const QByteArray& jpeg);

 private:
  enum class State { Closed, ReadWrite, ReadOnly, Unusable };

  bool ensureOpen();
  // ReadWrite, ReadOnly or Unusable afterwards; Closed when the file was damaged and has been removed.
  void open();
  bool openAs(State state);
  void close();
  void failed(const QSqlError& error);

  std::shared_ptr<ThumbnailFolder> folder_;
  QString connection_;
  QSqlDatabase database_;
  State state_ = State::Closed;
  QSqlError lastError_;  // of openAs()
  int generation_ = 0;
};

}  // namespace cloc::ui
