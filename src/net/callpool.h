// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/callthread.h"

#include <QObject>

namespace net {

//! Calls to a service of the workspace's own, carried out in a thread of their own (CallThread): neither the
//! caller's thread nor the fetch threads wait for them.
//!
//! Lives in the caller's thread, which has an event loop. Every call gets its callback exactly once, in that
//! thread and never from inside a function of the pool.
class CallPool : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(const Answer &)>;

    explicit CallPool(const FetchSettings &settings, QObject *parent = nullptr);
    ~CallPool() override; //!< ends what is under way; callbacks that are still due are not called

    //! @return for cancel().
    quint64 submit(const Call &call, Done done);
    //! Ends it with the cause cancelled, unless it has ended: then it keeps its answer.
    void cancel(quint64 id);

private:
    void answered(quint64 id, const Answer &answer);

    quint64 m_nextId = 1;
    QHash<quint64, Done> m_calls;
    CallThread m_thread; //!< the last member: it ends before what it reports to
};

} // namespace net
