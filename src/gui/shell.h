// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUrl>

#include <functional>

class QWidget;

namespace gui {

//! The desktop around the window: file dialogs and what opens outside. A seam, so that tests answer.
class Shell
{
public:
    using Chosen = std::function<void(const QString &file)>; //!< not called when the person cancels
    using Cancelled = std::function<void()>;

    virtual ~Shell() = default;
    virtual void chooseFileToOpen(QWidget *parent, const QString &title, const QString &nameFilter,
                                  const Chosen &chosen, const Cancelled &cancelled = {}) = 0;
    virtual void chooseFileToSave(QWidget *parent, const QString &title, const QString &suggestion,
                                  const QString &nameFilter, const Chosen &chosen) = 0;
    virtual void openUrl(const QUrl &url) = 0;
};

//! Opens a URL from scraped text only when it is http or https with a host; false when it is not.
bool openWebUrl(Shell &shell, const QString &url);

//! The real desktop.
class DesktopShell : public Shell
{
public:
    void chooseFileToOpen(QWidget *parent, const QString &title, const QString &nameFilter,
                          const Chosen &chosen, const Cancelled &cancelled = {}) override;
    void chooseFileToSave(QWidget *parent, const QString &title, const QString &suggestion,
                          const QString &nameFilter, const Chosen &chosen) override;
    void openUrl(const QUrl &url) override;
};

} // namespace gui
