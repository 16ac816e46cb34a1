// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets.h"
#include "pipeline/workspace.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>

class QProgressDialog;

namespace app {

//! A workspace that is being opened on another thread. When that takes long, a dialog says so and offers to
//! cancel. Exactly one of its signals comes, from the event loop; none once it is deleted: what is opened
//! then is closed again.
class Opening : public QObject
{
    Q_OBJECT

public:
    using Workspace = std::shared_ptr<core::Result<std::unique_ptr<pipeline::Workspace>>>;

    struct Wish
    {
        QString path;
        bool mayCreate = false; //!< make the workspace when the file is not there or the database is empty
        QString images;         //!< where it keeps them then
    };

    Opening(const Wish &wish, const core::Secrets &secrets, QWidget *window);
    ~Opening() override;

signals:
    void finished(const app::Opening::Workspace &workspace);
    void cancelled();

private:
    //! The first of the two.
    void end(const std::function<void()> &tell);
    void showProgress(QWidget *window, const QString &label);

    QPointer<QProgressDialog> m_progress; // its window may go first, and takes it along
    bool m_hasEnded = false;
};

} // namespace app
