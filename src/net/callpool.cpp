// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/callpool.h"

namespace net {

CallPool::CallPool(const FetchSettings &settings, QObject *parent)
    : QObject(parent), m_thread(settings, [this](quint64 id, const Answer &answer) {
          QMetaObject::invokeMethod(
              this, [this, id, answer] { answered(id, answer); }, Qt::QueuedConnection);
      })
{
}

CallPool::~CallPool() = default;

quint64 CallPool::submit(const Call &call, Done done)
{
    const quint64 id = m_nextId++;
    m_calls.insert(id, std::move(done));
    m_thread.post(id, call);
    return id;
}

void CallPool::cancel(quint64 id)
{
    if (m_calls.contains(id))
        m_thread.abort(id);
}

void CallPool::answered(quint64 id, const Answer &answer)
{
    if (const Done done = m_calls.take(id))
        done(answer);
}

} // namespace net
