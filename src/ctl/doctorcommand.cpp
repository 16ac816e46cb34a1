// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "pipeline/doctor.h"

#include <QJsonArray>

#include <algorithm>

namespace ctl {

namespace {

using Level = pipeline::Check::Level;

QString levelName(Level level)
{
    switch (level) {
    case Level::Ok:
        return QStringLiteral("ok");
    case Level::Warning:
        return QStringLiteral("warning");
    case Level::Problem:
        return QStringLiteral("problem");
    }
    Q_UNREACHABLE();
}

void printChecks(const std::vector<pipeline::Check> &checks)
{
    for (const pipeline::Check &check : checks) {
        printLine(levelName(check.level).leftJustified(9) + check.name.leftJustified(17) + check.detail);
        if (!check.advice.isEmpty())
            printLine(QString(26, u' ') + check.advice);
    }
}

QJsonArray toJson(const std::vector<pipeline::Check> &checks)
{
    QJsonArray items;
    for (const pipeline::Check &check : checks) {
        items.append(QJsonObject{
            {QStringLiteral("name"), check.name},
            {QStringLiteral("ok"), check.level != Level::Problem},
            {QStringLiteral("level"), levelName(check.level)},
            {QStringLiteral("detail"), check.detail},
            {QStringLiteral("advice"), check.advice.isEmpty() ? QJsonValue() : QJsonValue(check.advice)}});
    }
    return items;
}

} // namespace

int doctor(const Session &session)
{
    const auto checks = pipeline::examine(session.workspacePath, core::Secrets());
    const bool isFine = std::none_of(checks.begin(), checks.end(), [](const pipeline::Check &check) {
        return check.level == Level::Problem;
    });
    if (session.json)
        printJson({{QStringLiteral("ok"), isFine}, {QStringLiteral("checks"), toJson(checks)}});
    else
        printChecks(checks);
    return isFine ? Done : SomeFailed;
}

} // namespace ctl
