// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "core/settings.h"

#include <QJsonArray>

namespace ctl {

int init(Session &session, const QString &images)
{
    const auto where = session.address();
    const auto info = where ? pipeline::Workspace::create(*where, images) : where.error();
    if (!info) {
        printError(info.error());
        return exitCodeFor(info.error());
    }
    if (session.json) {
        printJson({{QStringLiteral("workspace"), info->path},
                   {QStringLiteral("images"), info->images},
                   {QStringLiteral("schema_version"), info->schemaVersion}});
    } else {
        printLine(
            QCoreApplication::translate("ctl", "Workspace %1, images in %2").arg(info->path, info->images));
    }
    return Done;
}

void configList(Session &session)
{
    pipeline::Workspace *workspace = session.open();
    if (!workspace)
        return;
    QJsonArray items;
    QList<QStringList> table;
    for (const core::SettingInfo &info : core::settingTable()) {
        const auto value = session.take(workspace->setting(QLatin1String(info.key)));
        if (!value)
            return;
        items.append(QJsonObject{{QStringLiteral("key"), QLatin1String(info.key)},
                                 {QStringLiteral("value"), *value},
                                 {QStringLiteral("default"), QLatin1String(info.defaultValue)},
                                 {QStringLiteral("description"), QLatin1String(info.description)}});
        table.append({QLatin1String(info.key), *value, QLatin1String(info.description)});
    }
    if (session.json)
        printJson({{QStringLiteral("items"), items}});
    else
        printTable({QStringLiteral("KEY"), QStringLiteral("VALUE"), QStringLiteral("DESCRIPTION")}, table);
    session.finish(Done);
}

void configGet(Session &session, const QString &key)
{
    pipeline::Workspace *workspace = session.open();
    if (!workspace)
        return;
    const auto value = session.take(workspace->setting(key));
    if (!value)
        return;
    if (session.json)
        printJson({{QStringLiteral("key"), key}, {QStringLiteral("value"), *value}});
    else
        printLine(*value);
    session.finish(Done);
}

void configSet(Session &session, const QString &key, const QString &value)
{
    pipeline::Workspace *workspace = session.open();
    if (!workspace)
        return;
    auto future = workspace->setSetting(key, value);
    const core::Result<void> set = future.takeResult();
    if (!set) {
        session.fail(set.error());
        return;
    }
    if (session.json)
        printJson({{QStringLiteral("key"), key}, {QStringLiteral("value"), value.trimmed()}});
    session.finish(Done);
}

} // namespace ctl
