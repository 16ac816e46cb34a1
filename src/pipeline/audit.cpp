// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/audit.h"

#include "db/auditstore.h"

#include <QSysInfo>

#include <pwd.h>
#include <unistd.h>

namespace pipeline {

core::Result<void> audit(Services &services, db::AuditRow entry)
{
    entry.at = services.now();
    entry.actor = services.actor;
    return db::AuditStore(*services.connection).add(entry);
}

db::AuditRow batchEntry(const char *action, const QString &batchId, qint64 items)
{
    db::AuditRow entry;
    entry.action = QLatin1String(action);
    entry.batchId = batchId;
    entry.items = items;
    return entry;
}

QString currentActor()
{
    const passwd *user = getpwuid(geteuid());
    const QString name = user ? QString::fromLocal8Bit(user->pw_name) : QString::number(geteuid());
    return name + u'@' + QSysInfo::machineHostName();
}

} // namespace pipeline
