// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/dialect.h"

namespace db {

//! The embedded database: one file.
class SqliteDialect : public Dialect
{
public:
    QString folder() const override;
    QString driver() const override;
    QString label(const QString &workspace) const override;
    QString home(const QString &workspace) const override;
    QString name(const QString &workspace) const override;
    core::Result<void> check(const QString &workspace, bool create) const override;
    core::Result<void> configure(QSqlDatabase &database, const QString &workspace) const override;
    bool readsForwardOnly() const override { return true; }
    RowsFormat rowsFormat() const override { return RowsFormat::Json; }
    QString begin() const override;
    core::Result<bool> isPooled(QSqlDatabase &) const override { return false; }
    QString transactionSettings() const override { return {}; }
    bool errorEndsTransaction() const override { return false; }
    bool isLost(const QSqlDatabase &database, const QSqlError &error) const override;
    core::Error toError(const QSqlError &error, const QString &label) const override;

    bool canAttach() const override { return false; }
    core::Result<SchemaState> schemaState(Connection &connection) const override;
    core::Result<void> writeSchemaVersion(Connection &connection, int version) const override;
    //! Switches the file to write-ahead logging.
    core::Result<void> beforeMigration(Connection &connection) const override;
    core::Result<void> lockSchema(Connection &connection) const override;
    core::Result<void> backUp(Connection &connection, int version) const override;
};

} // namespace db
