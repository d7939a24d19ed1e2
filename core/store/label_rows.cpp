// SPDX-License-Identifier: Apache-2.0
#include "core/store/label_rows.h"

#include "core/base/error.h"

namespace cloc::store {

Label LabelRows::read(const Statement& row) {
  return {row.integer(0),
          row.text(1),
          {row.text(2), row.text(3), data::Attributes::from_json(row.text(4))},
          row.text(5)};
}

void LabelRows::check(const Label& label) const {
  const auto refuse = [](const std::string& why) { throw Error(ErrorKind::InvalidInput, why); };
  if (label.name.empty()) refuse("A label needs a name.");
  auto same_name = database_.prepare("SELECT 1 FROM labels WHERE name = ? AND id <> ?");
  if (same_name.run(label.name, label.id).next()) {
    refuse("There is another label \"" + label.name +
           "\". Choose another name, or give its regions that label.");
  }
  auto same_key = database_.prepare("SELECT name FROM labels WHERE hotkey = ? AND hotkey <> '' AND id <> ?");
  if (same_key.run(label.hotkey, label.id).next()) {
    refuse("The key " + label.hotkey + " is that of the label \"" + same_key.text(0) +
           "\". Choose another one.");
  }
}

std::optional<Label> LabelRows::find(LabelId id) const {
  auto query =
      database_.prepare("SELECT id, name, parent, colour, attributes, hotkey FROM labels WHERE id = ?");
  if (!query.run(id).next()) return std::nullopt;
  return read(query);
}

LabelId LabelRows::insert(const Label& label) const {
  check(label);
  auto query =
      database_.prepare_insert("INSERT INTO labels(id, name, parent, colour, attributes, hotkey) VALUES(" +
                               database_.id_or_new("labels") + ", ?, ?, ?, ?, ?)");
  query.run(label.id == 0 ? std::nullopt : std::optional(label.id), label.name, label.details.parent,
            label.details.colour, label.details.attributes.to_json(), label.hotkey);
  return query.inserted_id();
}

bool LabelRows::update(const Label& label) const {
  check(label);
  auto query = database_.prepare(
      "UPDATE labels SET name = ?, parent = ?, colour = ?, attributes = ?, hotkey = ? WHERE id = ?");
  query.run(label.name, label.details.parent, label.details.colour, label.details.attributes.to_json(),
            label.hotkey, label.id);
  return query.rows_changed() > 0;
}

bool LabelRows::remove(LabelId id) const {
  return database_.prepare("DELETE FROM labels WHERE id = ?").run(id).rows_changed() > 0;
}

bool LabelRows::used(LabelId id) const {
  return database_.prepare("SELECT 1 FROM regions WHERE label_id = ? LIMIT 1").run(id).next();
}

}  // namespace cloc::store
