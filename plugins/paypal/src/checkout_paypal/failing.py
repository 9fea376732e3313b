"""How the simulated PayPal words what it does not do."""

NAMES = {
    400: (
        "INVALID_REQUEST",
        "Request is not well-formed, syntactically incorrect, or violates schema.",
    ),
    401: (
        "AUTHENTICATION_FAILURE",
        "Authentication failed due to missing authorization header, or invalid authentication credentials.",
    ),
    403: ("NOT_AUTHORIZED", "Authorization failed due to insufficient permissions."),
    404: ("RESOURCE_NOT_FOUND", "The specified resource does not exist."),
    409: ("RESOURCE_CONFLICT", "The server has detected a conflict while processing this request."),
    422: (
        "UNPROCESSABLE_ENTITY",
        "The requested action could not be performed, semantically incorrect, or failed business validation.",
    ),
    500: ("INTERNAL_SERVER_ERROR", "An internal server error occurred."),
}

MOCKED = {
    "INTERNAL_SERVER_ERROR": 500,
    "INTERNAL_SERVICE_ERROR": 500,
    "PREVIOUS_REQUEST_IN_PROGRESS": 409,
    "PERMISSION_DENIED": 403,
    "INVALID_RESOURCE_ID": 404,
    "MISSING_REQUIRED_PARAMETER": 400,
    "INVALID_PARAMETER_VALUE": 400,
    "INVALID_PARAMETER_SYNTAX": 400,
}
"""The HTTP status of a mocked issue; 422 for all others."""

DESCRIPTIONS = {
    "INVALID_RESOURCE_ID": "Specified resource ID does not exist. Please check the resource ID and try again.",
    "CAPTURE_FULLY_REFUNDED": "The capture has already been fully refunded",
}


class Failed(Exception):
    """What PayPal says instead of doing it. ``issue`` may be empty for a plain 401 or 500."""

    def __init__(self, status: int, issue: str = "", where: str = "") -> None:
        super().__init__(issue)
        self.status, self.issue, self.where = status, issue, where
