// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/doctor.h"

#include "core/passwords.h"
#include "db/connection.h"
#include "db/dialect.h"
#include "db/migrator.h"
#include "db/postgresaddress.h"
#include "db/settingstore.h"
#include "pipeline/findings.h"

#include <QCoreApplication>

namespace pipeline {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("pipeline::Doctor", text);
}

//! Nothing after a finding that says why.
std::unique_ptr<db::Connection> reach(Findings &findings, const QString &workspace,
                                      const core::Secrets &secrets)
{
    const auto address = db::withPassword(workspace, secrets);
    auto connection = address ? db::Connection::open(*address) : address.error();
    if (connection) {
        findings.ok("connection", tr("%1 can be reached.").arg((*connection)->label()));
        return std::move(connection).value();
    }
    findings.problem("connection", connection.error().message,
                     tr("What is in the database was not looked at: run doctor again when this is mended."));
    return nullptr;
}

//! Whether the schema is the one that the other questions are about.
bool checkSchema(Findings &findings, db::Connection &connection)
{
    const int head = db::headSchemaVersion();
    const auto state = connection.dialect().schemaState(connection);
    if (!state) {
        findings.problem("schema", state.error().message, tr("Retrydesk cannot work here before that."));
        return false;
    }
    if (state->version == head) {
        findings.ok("schema", tr("It has version %1, the newest.").arg(head));
        return true;
    }
    if (state->version > head) {
        findings.problem("schema",
                         tr("It has version %1, and this program knows %2.").arg(state->version).arg(head),
                         tr("Update Retrydesk on this machine."));
    } else if (state->version > 0) {
        findings.warn("schema", tr("It has version %1, and the newest is %2.").arg(state->version).arg(head),
                      tr("The next program that opens it brings it up to date: stop older ones first."));
    } else if (state->hasVehicles) {
        findings.problem("schema", tr("There are vehicles, but no workspace."),
                         tr("\"retrydeskctl attach\" says what would be added."));
    } else {
        findings.problem("schema", tr("The database is empty."),
                         tr("Make a workspace with \"retrydeskctl init\"."));
    }
    return false;
}

} // namespace

void Findings::add(const char *name, Check::Level level, const QString &detail, const QString &advice)
{
    m_checks.push_back(
        {QLatin1String(name), level, core::withoutPasswords(detail), core::withoutPasswords(advice)});
}

void Findings::failed(const char *name, const core::Error &error)
{
    problem(name, error.message, tr("This could not be looked at: run doctor again when it is mended."));
}

void Findings::count(const char *name, qint64 count, const QString &none, const QString &some,
                     const QString &advice)
{
    if (count == 0)
        ok(name, none);
    else
        warn(name, some.arg(count), advice);
}

std::vector<Check> examine(const QString &workspace, const core::Secrets &secrets)
{
    Findings findings;
    checkMachine(findings, workspace);
    const auto connection = reach(findings, workspace, secrets);
    if (!connection)
        return findings.take();
    checkServer(findings, *connection);
    if (!checkSchema(findings, *connection))
        return findings.take();
    auto values = db::SettingStore(*connection).all();
    if (!values) {
        findings.failed("settings", values.error());
        return findings.take();
    }
    checkSettings(findings, *values);
    const core::Settings settings(std::move(values).value());
    checkImages(findings, *connection, settings, secrets);
    checkWork(findings, *connection, settings);
    checkStates(findings, *connection);
    return findings.take();
}

} // namespace pipeline
