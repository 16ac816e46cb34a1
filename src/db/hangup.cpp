// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/hangup.h"

#include "db/silencewatch.h"

#include <QMutexLocker>

namespace db {

void HangUp::hangUp()
{
    const QMutexLocker lock(&m_mutex);
    m_isHungUp = true;
    for (SilenceWatch *watch : std::as_const(m_watches))
        watch->giveUp();
}

bool HangUp::isHungUp() const
{
    const QMutexLocker lock(&m_mutex);
    return m_isHungUp;
}

void HangUp::add(SilenceWatch *watch)
{
    const QMutexLocker lock(&m_mutex);
    m_watches.insert(watch);
    if (m_isHungUp)
        watch->giveUp();
}

void HangUp::remove(SilenceWatch *watch)
{
    const QMutexLocker lock(&m_mutex);
    m_watches.remove(watch);
}

} // namespace db
