// SPDX-License-Identifier: GPL-3.0-or-later
// Opens pictures and makes their tiles on pool threads, and keeps what is made within a bound. Used by
// CanvasView, and by LinkedView for the same picture; lives in the window's thread, where every function
// returns at once and every signal comes. It draws nothing.
//
// One picture is open at a time. Pictures that were prefetched, or open before, are kept while they fit into
// Limits::pictureBytes, so that going on to a neighbour shows it at once.
#pragma once

#include <QImage>
#include <QObject>
#include <QString>
#include <cstdint>
#include <filesystem>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/base/progress.h"
#include "ui/canvas/picture_source.h"
#include "ui/canvas/tile_pyramid.h"

namespace cloc::ui {

class TileLoader : public QObject {
  Q_OBJECT

 public:
  struct Limits {
    std::int64_t tileBytes = std::int64_t{512} << 20;
    // Of pictures that are not the open one; the open one is kept whatever its size.
    std::int64_t pictureBytes = std::int64_t{768} << 20;
  };
  enum class State { Empty, Loading, Ready, Missing, Failed };

  explicit TileLoader(std::shared_ptr<const PictureSource> source, QObject* parent = nullptr);
  ~TileLoader() override;

  void setLimits(const Limits& limits);
  // Answered by stateChanged(): Loading, perhaps Ready with a preview, then Ready, Missing or Failed; at once
  // Ready when the picture is kept.
  void open(const std::filesystem::path& path);
  // Again from the file.
  void reload();
  void close();
  // Loads it for a later open(), when nothing else is to be done.
  void prefetch(const std::filesystem::path& path);

  State state() const { return state_; }
  // Why it is Missing or Failed: what, where and what to do.
  const QString& message() const { return message_; }
  const std::filesystem::path& path() const { return path_; }
  // Null until Ready.
  const std::shared_ptr<const TilePyramid>& pyramid() const { return pyramid_; }
  bool isPreview() const { return preview_; }

  void setDisplay(const DisplaySettings& settings);
  const DisplaySettings& display() const { return display_; }

  struct Tile {
    QImage image;
    bool current = false;  // false: made with display settings of before
  };
  // Absent when it has not been made.
  std::optional<Tile> tile(const TileKey& key);
  // The finest tile there is that covers `key`'s place at a coarser level; there always is one, once Ready.
  struct Parent {
    TileKey key;
    QImage image;
  };
  std::optional<Parent> parentOf(const TileKey& key);
  // What a view shows, most wanted first: tiles that are missing are made in this order, and its earlier
  // wishes are forgotten. `viewer` tells views of the same picture apart: their wishes take turns. A view
  // that shows nothing any more wants nothing.
  void want(const std::vector<TileKey>& keys, const void* viewer = nullptr);
  bool idle() const { return inFlight_ == 0 && wanted_.empty(); }
  std::int64_t tileBytes() const { return tileBytes_; }
  // Whether open(path) would show it at once.
  bool isKept(const std::filesystem::path& path) const;

 signals:
  void stateChanged();
  void tileReady(const cloc::ui::TileKey& key);
  // A prefetch has ended.
  void prefetched();

 private:
  struct Mailbox;
  struct Picture {
    std::shared_ptr<const TilePyramid> pyramid;
    QImage top;  // the last level's only tile
    std::uint64_t used = 0;
  };
  struct Job {
    CancelToken cancel;
    bool prefetch = false;
  };
  struct Cached {
    QImage image;
    std::uint64_t version = 0;
    std::list<TileKey>::iterator place;
  };

  void startJob(const std::filesystem::path& path, bool prefetch);
  void pictureLoaded(const std::filesystem::path& path, const Picture& picture, bool preview);
  void pictureFailed(const std::filesystem::path& path, State state, const QString& message);
  void show(const Picture& picture, bool preview);
  void trimPictures();
  void makeNextTiles();
  void tileMade(const TileKey& key, std::uint64_t generation, std::uint64_t version, const QImage& image);
  void insertTile(const TileKey& key, std::uint64_t version, const QImage& image);
  void clearTiles();

  std::shared_ptr<const PictureSource> source_;
  std::shared_ptr<Mailbox> mailbox_;
  Limits limits_;
  State state_ = State::Empty;
  QString message_;
  std::filesystem::path path_;
  std::shared_ptr<const TilePyramid> pyramid_;
  bool preview_ = false;
  std::map<std::filesystem::path, Picture> pictures_;
  std::map<std::filesystem::path, Job> jobs_;
  std::uint64_t clock_ = 0;

  DisplaySettings display_;
  std::shared_ptr<const ToneCurve> curve_;
  std::uint64_t generation_ = 0;  // of pyramid_
  std::uint64_t version_ = 0;     // of display_
  std::map<TileKey, Cached> tiles_;
  std::list<TileKey> recent_;  // most recently used first
  std::int64_t tileBytes_ = 0;
  std::map<const void*, std::vector<TileKey>> wishes_;  // by viewer, most wanted first
  std::vector<TileKey> wanted_;                         // missing ones of all, least wanted first
  std::vector<TileKey> making_;
  int inFlight_ = 0;
};

}  // namespace cloc::ui
