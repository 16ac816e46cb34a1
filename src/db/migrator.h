// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"

namespace db {

//! The schema version this program writes: the highest number under sql/sqlite/migrations.
int headSchemaVersion();

//! What migrate() found and did.
enum class Migration {
    Created,  //!< the database was empty
    UpToDate, //!< nothing to do
    Upgraded  //!< older; brought up to date, after a copy FILE.before-vN was made
};

//! The version of a workspace; 0 for an empty database. A Schema error for a database that is none of ours.
core::Result<int> schemaVersion(Connection &connection);

//! Brings the schema to head, one transaction per version, its number included. Refuses newer schemas and
//! foreign databases with a Schema error and leaves them untouched. Repeatable; a killed run goes on where it
//! stopped.
core::Result<Migration> migrate(Connection &connection);

} // namespace db
