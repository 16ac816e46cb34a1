// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"

#include <QStringList>

#include <functional>

namespace db {

//! Where the program's own migrations are: a folder NNNN_slug for each version, a file NN_step.sql for each
//! statement. Tests give folders of their own.
QString migrationsFolder(const Dialect &dialect);

//! The schema version this program writes, the same in all dialects.
int headSchemaVersion();
//! The highest number under a folder of migrations.
int headSchemaVersion(const QString &folder);

//! What migrate() found and did.
enum class Migration {
    Created,  //!< the database was empty; of several processes only the one that made the schema says so
    UpToDate, //!< nothing to do, or another process did it
    Upgraded  //!< older; brought up to date, after a copy FILE.before-vN was made
};

//! The version of a workspace; 0 for an empty database. A Schema error for a database that is none of ours,
//! or not yet.
core::Result<int> schemaVersion(Connection &connection);
core::Result<int> schemaVersion(Connection &connection, const QString &folder);

//! Brings the schema to head: an empty database in one transaction, so that nobody ever sees a part of it;
//! an older one in a transaction per version, its number included. An empty PostgreSQL database first gets
//! the vehicles that an existing one has already. Refuses newer schemas and foreign databases with a Schema
//! error and leaves them untouched. Repeatable, and several processes may do it at once; a killed run goes on
//! where it stopped.
core::Result<Migration> migrate(Connection &connection);
core::Result<Migration> migrate(Connection &connection, const QString &folder);

//! As migrate(), for a database that has vehicles already: before() is run first, in the transaction that
//! adds our schema. Their states are not counted yet: see fillStates().
core::Result<Migration> migrateOver(Connection &connection,
                                    const std::function<core::Result<void>()> &before);

//! All statements that make the schema of head, in their order.
core::Result<QStringList> schemaStatements(const Dialect &dialect);

} // namespace db
