// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/dialect.h"

namespace db {

//! PostgreSQL 15 and later, Supabase's too. Our tables are in the schema retrydesk; the vehicles are where
//! they are, in public.
class PostgresDialect : public Dialect
{
public:
    QString folder() const override;
    QString driver() const override;
    QString label(const QString &workspace) const override;
    QString home(const QString &workspace) const override;
    QString name(const QString &workspace) const override;
    core::Result<void> check(const QString &workspace, bool create) const override;
    core::Result<void> configure(QSqlDatabase &database, const QString &workspace) const override;
    bool readsForwardOnly() const override { return false; }
    RowsFormat rowsFormat() const override { return RowsFormat::Array; }
    QString begin() const override;
    QString nameQuery() const override;
    QString fateQuery(const QString &transaction) const override;
    core::Result<bool> isPooled(QSqlDatabase &database) const override;
    QString transactionSettings() const override;
    bool errorEndsTransaction() const override { return true; }
    bool isLost(const QSqlDatabase &database, const QSqlError &error) const override;
    std::unique_ptr<SilenceWatch> watch(const QSqlDatabase &database, int limitMs) const override;
    QString channel() const override { return QStringLiteral("retrydesk"); }
    core::Result<int> statementTimeout(Connection &connection) const override;
    core::Error toError(const QSqlError &error, const QString &label) const override;

    bool canAttach() const override { return true; }
    core::Result<SchemaState> schemaState(Connection &connection) const override;
    core::Result<void> writeSchemaVersion(Connection &connection, int version) const override;
    core::Result<void> beforeMigration(Connection &connection) const override;
    core::Result<void> lockSchema(Connection &connection) const override;
    core::Result<void> backUp(Connection &connection, int version) const override;
};

} // namespace db
