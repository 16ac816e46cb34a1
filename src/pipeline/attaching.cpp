// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/attaching.h"

#include "db/attachment.h"

#include <QThread>

namespace pipeline {

namespace {
//! When to try again while the database is busy.
constexpr unsigned long kBusyMs = 1000;
} // namespace

QString attachScript(const QStringList &statements)
{
    QString script = QStringLiteral("BEGIN;\nSET LOCAL search_path = retrydesk, public;\n");
    for (const QString &statement : statements)
        script += statement.trimmed() + QStringLiteral(";\n");
    return script + QStringLiteral("COMMIT;\n");
}

core::Result<qint64> countVehicles(db::Connection &connection, const CountingPace &pace,
                                   const std::function<bool(const std::optional<db::FillProgress> &)> &goOn)
{
    qint64 counted = 0;
    while (true) {
        const auto some = db::fillStates(connection, pace.batchSize);
        if (!some && some.error().code == core::ErrorCode::Busy) { // a worker counts, or the server is away
            if (!goOn({}))
                return counted;
            QThread::msleep(kBusyMs);
            continue;
        }
        if (!some)
            return some.error();
        if (*some == 0)
            return counted;
        counted += *some;
        const auto progress = db::fillProgress(connection);
        if (!progress && progress.error().code != core::ErrorCode::Busy)
            return progress.error();
        if (!goOn(progress ? *progress : std::optional<db::FillProgress>()))
            return counted;
        QThread::msleep(static_cast<unsigned long>(pace.pauseMs));
    }
}

} // namespace pipeline
