// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMutex>
#include <QSet>

namespace db {

class SilenceWatch;

//! Ends connections to a server from outside their threads, for good: whoever waits for an answer there gets
//! a Busy error at once, what was not committed is rolled back, and no new session is opened. A session that
//! is being made is waited for. Any thread.
class HangUp
{
public:
    HangUp() = default;
    Q_DISABLE_COPY_MOVE(HangUp)

    void hangUp();
    bool isHungUp() const;

    void add(SilenceWatch *watch);
    void remove(SilenceWatch *watch);

private:
    mutable QMutex m_mutex;
    QSet<SilenceWatch *> m_watches;
    bool m_isHungUp = false;
};

} // namespace db
