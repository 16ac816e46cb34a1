// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;

namespace gui {

//! One line across the window for an error or a notice, as plain text, until it is closed or replaced.
class MessageBar : public QFrame
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget *parent = nullptr);

    void showError(const QString &text);
    void showNotice(const QString &text);
    QString text() const;

private:
    void showMessage(const QString &text, bool isError);

    QLabel *m_icon;
    QLabel *m_label;
};

} // namespace gui
