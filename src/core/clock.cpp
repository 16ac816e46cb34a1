// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"

#include <QRandomGenerator>
#include <QUuid>

namespace core {

Random systemRandom()
{
    return [] { return QRandomGenerator::global()->generateDouble(); };
}

QString toTimeText(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}

QDateTime fromTimeText(const QString &text)
{
    // Both "2026-01-31T12:00:00.000Z" and SQL's "2026-01-31 12:00:00" are taken as UTC unless they say
    // otherwise.
    QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (time.isValid() && time.timeSpec() == Qt::LocalTime)
        time.setTimeSpec(Qt::UTC);
    return time.toUTC();
}

QString newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

} // namespace core
