// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/whenfinished.h"

#include <QWidget>

class QTimer;

namespace gui {

//! One page of the window: asks the desk when told to, which is when something changed, and now and then by
//! itself while it is seen if time alone changes it. GUI thread.
class Page : public QWidget
{
    Q_OBJECT

public:
    explicit Page(const char *name, QWidget *parent = nullptr);

public slots:
    //! Asks anew. While an answer is outstanding it waits for that one, so that a slow database is not asked
    //! faster than it answers.
    void reload();

signals:
    void countChanged(qint64 count); //!< what the navigation shows beside the page
    void failed(const QString &message);

protected:
    virtual void load() = 0;
    //! Reloads while visible, as often as that.
    void setLive(int everyMs = 10'000);
    //! Reloads after a short while, once for all calls until then; also when not visible.
    void reloadSoon();

    //! Gives the answer to take(value), or its error to failed().
    template <typename T, typename Take>
    void ask(const QFuture<core::Result<T>> &future, Take take)
    {
        ++m_asked;
        core::whenFinished(future, this, [this, take](const core::Result<T> &answer) {
            if (answer)
                take(*answer);
            answered(answer ? QString() : answer.error().message);
        });
    }
    //! The same for what has no value: done() is called when it went well.
    template <typename Done>
    void ask(const QFuture<core::Result<void>> &future, Done done)
    {
        ++m_asked;
        core::whenFinished(future, this, [this, done](const core::Result<void> &answer) {
            if (answer)
                done();
            answered(answer ? QString() : answer.error().message);
        });
    }

    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void answered(const QString &error);
    void tick();

    QTimer *m_live = nullptr;
    QTimer *m_soon = nullptr;
    int m_asked = 0;
    bool m_isStale = false;
    QString m_error; //!< told already
};

} // namespace gui
