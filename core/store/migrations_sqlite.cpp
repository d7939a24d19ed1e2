// SPDX-License-Identifier: Apache-2.0
#include "core/store/migration_lists.h"

namespace cloc::store {

const std::vector<Migration>& sqlite_migrations() {
  static const std::vector<Migration> kSteps = {
      {"first version",
       {
           "CREATE TABLE meta(key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL)",
           // `path` is relative to the folder that holds the project, with '/', or absolute when the image
           // lies elsewhere. 0 in width and height: not learned yet. NULL in mtime_ns and file_size: the file
           // was not there.
           R"(CREATE TABLE images(
                id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE,
                width INTEGER NOT NULL, height INTEGER NOT NULL, mtime_ns INTEGER, file_size INTEGER))",
           "CREATE TABLE labels(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE)",
           // AUTOINCREMENT: an id is never given twice, so an index entry cannot come to mean another region.
           R"(CREATE TABLE regions(
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                image_id INTEGER NOT NULL REFERENCES images(id) ON DELETE CASCADE,
                x1 REAL NOT NULL, y1 REAL NOT NULL, x2 REAL NOT NULL, y2 REAL NOT NULL,
                label_id INTEGER REFERENCES labels(id) ON DELETE SET NULL,
                caption TEXT NOT NULL, source TEXT NOT NULL, CHECK(x1 < x2 AND y1 < y2)))",
           "CREATE INDEX regions_image ON regions(image_id)",
           "CREATE INDEX regions_label ON regions(label_id)",
           R"(CREATE TABLE captions(
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                image_id INTEGER NOT NULL REFERENCES images(id) ON DELETE CASCADE, text TEXT NOT NULL))",
           "CREATE INDEX captions_image ON captions(image_id)",
           R"(CREATE TABLE jobs(
                id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, state TEXT NOT NULL,
                params TEXT NOT NULL, progress TEXT NOT NULL, message TEXT NOT NULL, pid INTEGER,
                created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL))",
           "CREATE INDEX jobs_state ON jobs(state)",
           "CREATE TABLE models(hash TEXT PRIMARY KEY NOT NULL, path TEXT NOT NULL, config TEXT NOT NULL)",
       }},
      {"steps of the user, how regions are shown, verified images",
       {
           // NULL in z: where the id puts it, above what was made before.
           "ALTER TABLE regions ADD COLUMN z REAL",
           "ALTER TABLE regions ADD COLUMN locked INTEGER NOT NULL DEFAULT 0",
           "ALTER TABLE regions ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0",
           "ALTER TABLE images ADD COLUMN verified INTEGER NOT NULL DEFAULT 0",
           "CREATE INDEX images_verified ON images(id) WHERE verified",
           // `state`: done, undone (can be redone), aside (can be neither any more, see edits.h).
           R"(CREATE TABLE edits(
                id INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, text TEXT NOT NULL,
                user TEXT NOT NULL, time_ms INTEGER NOT NULL))",
           "CREATE INDEX edits_state ON edits(state, id)",
           // `before` and `after` are JSON of a region. They refer to images and regions by number alone: the
           // record stays when those are gone.
           R"(CREATE TABLE edit_changes(
                edit_id INTEGER NOT NULL REFERENCES edits(id) ON DELETE CASCADE, position INTEGER NOT NULL,
                kind TEXT NOT NULL, image_id INTEGER NOT NULL, region_id INTEGER, before TEXT, after TEXT,
                PRIMARY KEY(edit_id, position)) WITHOUT ROWID)",
           "CREATE INDEX edit_changes_region ON edit_changes(region_id, edit_id) WHERE region_id IS NOT NULL",
       }},
      {"what data sets bring along: attributes, further captions, splits, colours and keys of labels",
       {
           // JSON: an array of texts, an object; '' for none, which nearly all have.
           "ALTER TABLE regions ADD COLUMN more_captions TEXT NOT NULL DEFAULT ''",
           "ALTER TABLE regions ADD COLUMN attributes TEXT NOT NULL DEFAULT ''",
           "ALTER TABLE images ADD COLUMN attributes TEXT NOT NULL DEFAULT ''",
           // train, val, test, another word, or '' for none.
           "ALTER TABLE images ADD COLUMN split TEXT NOT NULL DEFAULT ''",
           "CREATE INDEX images_split ON images(split, id) WHERE split <> ''",
           // `parent`: a name, which need not be a label itself. `colour`: #rrggbb. `hotkey`: one character.
           "ALTER TABLE labels ADD COLUMN parent TEXT NOT NULL DEFAULT ''",
           "ALTER TABLE labels ADD COLUMN colour TEXT NOT NULL DEFAULT ''",
           "ALTER TABLE labels ADD COLUMN hotkey TEXT NOT NULL DEFAULT ''",
           "ALTER TABLE labels ADD COLUMN attributes TEXT NOT NULL DEFAULT ''",
       }},
      {"how many regions each label has, steps of the label set",
       {
           // Kept by triggers, so that it is right whoever writes: counting ten million regions takes
           // seconds. 0 in label_id: regions without a label.
           R"(CREATE TABLE label_counts(
                label_id INTEGER PRIMARY KEY NOT NULL, regions INTEGER NOT NULL, verified INTEGER NOT NULL))",
           R"(INSERT INTO label_counts SELECT coalesce(label_id, 0), count(*), 0 FROM regions GROUP BY 1)",
           // As long as nobody has verified an image there is nothing to join.
           R"(UPDATE label_counts SET verified =
                (SELECT count(*) FROM regions JOIN images ON images.id = image_id
                 WHERE coalesce(regions.label_id, 0) = label_counts.label_id AND images.verified)
              WHERE EXISTS (SELECT 1 FROM images WHERE verified))",
           R"(CREATE TRIGGER regions_counted AFTER INSERT ON regions BEGIN
                INSERT INTO label_counts VALUES(coalesce(NEW.label_id, 0), 1,
                    coalesce((SELECT verified FROM images WHERE id = NEW.image_id), 0))
                  ON CONFLICT(label_id) DO UPDATE SET regions = regions + 1, verified = verified + excluded.verified;
              END)",
           // Those of an image that is removed are taken away before it, while it still says whether it is
           // verified.
           R"(CREATE TRIGGER images_removed BEFORE DELETE ON images BEGIN
                DELETE FROM regions WHERE image_id = OLD.id;
              END)",
           R"(CREATE TRIGGER regions_uncounted AFTER DELETE ON regions BEGIN
                UPDATE label_counts SET regions = regions - 1,
                    verified = verified - coalesce((SELECT verified FROM images WHERE id = OLD.image_id), 0)
                  WHERE label_id = coalesce(OLD.label_id, 0);
              END)",
           R"(CREATE TRIGGER regions_relabelled AFTER UPDATE OF label_id ON regions
                WHEN NEW.label_id IS NOT OLD.label_id BEGIN
                UPDATE label_counts SET regions = regions - 1,
                    verified = verified - coalesce((SELECT verified FROM images WHERE id = OLD.image_id), 0)
                  WHERE label_id = coalesce(OLD.label_id, 0);
                INSERT INTO label_counts VALUES(coalesce(NEW.label_id, 0), 1,
                    coalesce((SELECT verified FROM images WHERE id = NEW.image_id), 0))
                  ON CONFLICT(label_id) DO UPDATE SET regions = regions + 1, verified = verified + excluded.verified;
              END)",
           R"(CREATE TRIGGER images_verified_counted AFTER UPDATE OF verified ON images
                WHEN NEW.verified <> OLD.verified BEGIN
                UPDATE label_counts SET verified = verified + (NEW.verified - OLD.verified) *
                    (SELECT count(*) FROM regions
                     WHERE image_id = NEW.id AND coalesce(regions.label_id, 0) = label_counts.label_id)
                  WHERE label_id IN (SELECT coalesce(regions.label_id, 0) FROM regions WHERE image_id = NEW.id);
              END)",
           // Few: a region's history asks whether it is among what they moved.
           "CREATE INDEX edit_changes_relabel ON edit_changes(edit_id) WHERE kind = 'relabel'",
       }},
      {"who changed what last, for those who work on the project at the same time",
       {
           // `revision` grows with each step that is made, joined, undone or redone, and is that of the last
           // time; by whom, when and from which connection.
           "ALTER TABLE edits ADD COLUMN revision INTEGER NOT NULL DEFAULT 0",
           "ALTER TABLE edits ADD COLUMN changed_by TEXT NOT NULL DEFAULT ''",
           "ALTER TABLE edits ADD COLUMN changed_ms INTEGER NOT NULL DEFAULT 0",
           "ALTER TABLE edits ADD COLUMN origin TEXT NOT NULL DEFAULT ''",
           "CREATE INDEX edits_revision ON edits(revision)",
           R"(UPDATE edits SET changed_by = "user", changed_ms = time_ms)",
       }},
  };
  return kSteps;
}

}  // namespace cloc::store
