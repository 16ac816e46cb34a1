// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/findings.h"

#include "db/healthquery.h"

#include <QCoreApplication>

#include <cmath>

namespace pipeline {

namespace {

constexpr qint64 kClockWarningMs = 2000;
constexpr qint64 kClockProblemMs = 30000; //!< half a lease: workers take each other's work away
constexpr double kManyConnections = 0.8;

QString tr(const char *text)
{
    return QCoreApplication::translate("pipeline::Doctor", text);
}

//! The first of a list.
QString shortened(const QString &list)
{
    constexpr int kShown = 6;
    const QStringList all = list.split(QStringLiteral(", "));
    const QString shown = all.mid(0, kShown).join(QStringLiteral(", "));
    return all.size() > kShown ? QString(shown + QStringLiteral(", …")) : shown;
}

void checkRole(Findings &findings, const db::ServerFacts &facts)
{
    if (facts.role.isEmpty())
        return;
    if (!facts.seesAll) {
        findings.problem("role", tr("Row level security hides vehicles or images from %1.").arg(facts.role),
                         tr("Connect as a role that bypasses it, such as service_role or postgres."));
    } else if (!facts.missingRights.isEmpty()) {
        findings.problem("role", tr("%1 lacks rights: %2.").arg(facts.role, shortened(facts.missingRights)),
                         tr("Let the owner of the tables grant them."));
    } else {
        findings.ok("role", tr("%1 sees all rows and may write.").arg(facts.role));
    }
}

void checkConnections(Findings &findings, const db::ServerFacts &facts)
{
    if (!facts.connections || !facts.connectionLimit)
        return;
    const QString detail =
        tr("%1 of %2 connections are used.").arg(*facts.connections).arg(*facts.connectionLimit);
    if (*facts.connections > kManyConnections * *facts.connectionLimit)
        findings.warn("connections", detail,
                      tr("End programs that need none, or put a pooler before the server."));
    else
        findings.ok("connections", detail);
}

//! @param asked how long the question took, in milliseconds: the answer is that uncertain
void checkClock(Findings &findings, const QDateTime &present, qint64 asked)
{
    const qint64 difference =
        std::max<qint64>(0, std::abs(present.msecsTo(QDateTime::currentDateTimeUtc())) - asked);
    const QString detail = tr("The clocks of the database and of this machine differ by %1 s.")
                               .arg(double(difference) / 1000, 0, 'f', 1);
    const QString advice = tr("Set both by a time server (NTP): leases and retries go by the clock.");
    if (difference >= kClockProblemMs)
        findings.problem("clock", detail, advice);
    else if (difference >= kClockWarningMs)
        findings.warn("clock", detail, advice);
    else
        findings.ok("clock", detail);
}

} // namespace

void checkServer(Findings &findings, db::Connection &connection)
{
    const QDateTime before = QDateTime::currentDateTimeUtc();
    const auto facts = db::HealthQuery(connection).server();
    const qint64 asked = before.msecsTo(QDateTime::currentDateTimeUtc());
    if (!facts) {
        findings.failed("server", facts.error());
        return;
    }
    if (facts->isStandby)
        findings.problem("server", tr("%1, a standby that can only be read.").arg(facts->version),
                         tr("Connect to the primary."));
    else
        findings.ok("server", facts->version + u'.');
    if (facts->encoding.startsWith(QLatin1String("UTF")))
        findings.ok("encoding", facts->encoding + u'.');
    else
        findings.problem("encoding", tr("The database is in %1.").arg(facts->encoding),
                         tr("Make it anew in UTF8: texts from pages cannot be stored otherwise."));
    checkRole(findings, *facts);
    if (facts->tls && !*facts->tls)
        findings.warn("tls", tr("The connection is not encrypted."),
                      tr("Add sslmode=require to the address, or verify-full with a CA."));
    else if (facts->tls)
        findings.ok("tls", tr("The connection is encrypted."));
    if (!facts->role.isEmpty())
        findings.ok("pooler",
                    connection.isPooled()
                        ? tr("A transaction pooler is in between: workers look for work every second "
                             "instead of being told.")
                        : tr("There is none in between."));
    checkConnections(findings, *facts);
    if (!facts->role.isEmpty()) // a file has no clock of its own
        checkClock(findings, facts->present, asked);
}

} // namespace pipeline
