// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStackedWidget>

class QLabel;

namespace gui {

//! Shows its content, or a sentence in its place while there is none. GUI thread.
class EmptyStack : public QStackedWidget
{
    Q_OBJECT

public:
    //! Takes the content over. The label with the sentence is named after the content: "batchTableEmpty".
    explicit EmptyStack(QWidget *content, const QString &sentence, QWidget *parent = nullptr);

    void setEmpty(bool isEmpty);

private:
    QLabel *m_label;
};

} // namespace gui
