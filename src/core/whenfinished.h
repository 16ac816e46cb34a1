// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>

#include <utility>

namespace core {

//! Calls callback(result) in context's thread, from its event loop, when the future is finished; not at all
//! when context is gone by then or the future ended without a result.
//!
//! Instead of QFuture::then(context, …): in Qt 6.4 that aborts when the context dies before the future ends.
template <typename T, typename Callback>
void whenFinished(const QFuture<T> &future, QObject *context, Callback callback)
{
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, callback = std::move(callback)]() mutable {
                         watcher->deleteLater();
                         if (watcher->future().resultCount() > 0)
                             callback(watcher->result());
                     });
    watcher->setFuture(future);
}

} // namespace core
